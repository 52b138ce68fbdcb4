#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "kits/http/stream.h"

namespace gq::http {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  asio::awaitable<bool> Handshake() override { co_return true; }

  asio::awaitable<std::size_t> Read(asio::mutable_buffer into) override {
    boost::system::error_code error;
    const std::size_t size = co_await socket_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
    co_return error ? 0 : size;
  }

  asio::awaitable<bool> Write(TwoBuffers buffers) override {
    boost::system::error_code error;
    co_await asio::async_write(socket_, buffers, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  asio::awaitable<void> EndWriting() override {
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void Close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  asio::ip::tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Stream> MakePlainStream(asio::ip::tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace gq::http
