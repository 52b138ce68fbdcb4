// Bytes of one connection: plain or TLS behind one virtual interface, so that the protocol above is compiled once.
// Everything here runs on the network thread of the connection.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "base/result.h"

namespace boost::asio::ssl {
class context;
}

namespace gq::http {

namespace asio = boost::asio;

class Stream {
 public:
  using TwoBuffers = std::array<asio::const_buffer, 2>;

  virtual ~Stream() = default;
  virtual asio::awaitable<bool> Handshake() = 0;
  // 0: the end or an error.
  virtual asio::awaitable<std::size_t> Read(asio::mutable_buffer into) = 0;
  // False: the connection is gone.
  virtual asio::awaitable<bool> Write(TwoBuffers buffers) = 0;
  // Says that nothing more will be sent; reading goes on.
  virtual asio::awaitable<void> EndWriting() = 0;
  // At once; pending operations end with an error.
  virtual void Close() = 0;
};

std::unique_ptr<Stream> MakePlainStream(asio::ip::tcp::socket socket);

// The TLS context is made once from PEM files: TLS 1.2 or newer.
Result<std::shared_ptr<asio::ssl::context>> MakeTlsContext(const std::string& chain_file, const std::string& key_file);
std::unique_ptr<Stream> MakeTlsStream(asio::ip::tcp::socket socket, const std::shared_ptr<asio::ssl::context>& context);

}  // namespace gq::http
