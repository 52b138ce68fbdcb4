#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "kits/http/server.h"
#include "kits/http/stream.h"

namespace gq::http {
namespace {

class TlsStream final : public Stream {
 public:
  TlsStream(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), tls_(std::move(socket), *context_) {
    boost::system::error_code ignored;
    tls_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  asio::awaitable<bool> Handshake() override {
    boost::system::error_code error;
    co_await tls_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  asio::awaitable<std::size_t> Read(asio::mutable_buffer into) override {
    boost::system::error_code error;
    const std::size_t size = co_await tls_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
    co_return error ? 0 : size;
  }

  asio::awaitable<bool> Write(TwoBuffers buffers) override {
    boost::system::error_code error;
    co_await asio::async_write(tls_, buffers, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  // async_shutdown would also wait for the peer's farewell; half-closing the socket below is what keeps an answer that
  // is still on its way.
  asio::awaitable<void> EndWriting() override {
    boost::system::error_code ignored;
    SSL_shutdown(tls_.native_handle());
    tls_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void Close() override {
    boost::system::error_code ignored;
    tls_.next_layer().close(ignored);
  }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<asio::ip::tcp::socket> tls_;
};

}  // namespace

Result<std::shared_ptr<asio::ssl::context>> MakeTlsContext(const std::string& chain_file, const std::string& key_file) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                       error);
  context->use_certificate_chain_file(chain_file, error);
  if (error) return Fail(kListen, "证书文件无法使用：" + chain_file, "应为 PEM 格式的证书链");
  context->use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) return Fail(kListen, "证书私钥无法使用：" + key_file, "应为 PEM 格式、与证书配套、没有口令");
  return context;
}

std::unique_ptr<Stream> MakeTlsStream(asio::ip::tcp::socket socket,
                                      const std::shared_ptr<asio::ssl::context>& context) {
  return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace gq::http
