#include "kits/http/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <typeinfo>

#include "kits/crypto/bytes.h"
#include "kits/http/exchange.h"
#include "kits/http/gzip.h"

namespace gq::http {
namespace {

constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kWriteBytes = 256 << 10;  // at most so much between two looks at the clock
constexpr std::size_t kLingerBytesMax = 1 << 20;
constexpr auto kLingerTime = std::chrono::seconds(2);

// A bug or a broken machine: the officer gets a number to report, the log gets the reason under that number.
Error LogIncident(const ServerOptions& options, const Route& route, const std::exception& exception) {
  const std::string incident = crypto::ToHex(crypto::RandomBytes(4));
  if (options.log != nullptr) {
    options.log->Error("http.incident", {{"incident", incident},
                                         {"method", route.method},
                                         {"route", route.path},
                                         {"type", typeid(exception).name()},
                                         {"reason", WithoutPersonalData(exception.what())}});
  }
  Error error{&kInternal, "程序内部出错，编号 " + incident, "请把编号告诉管理员", {}};
  error.With("incident", incident);
  return error;
}

bool ChangesState(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

}  // namespace

Connection::Connection(Network* network, std::unique_ptr<Stream> stream, std::string remote_address, bool tls)
    : network_(network),
      stream_(std::move(stream)),
      remote_address_(std::move(remote_address)),
      tls_(tls),
      event_timer_(network->io) {
  network_->connections.insert(this);
  network_->counters.connections_open++;
}

Connection::~Connection() {
  network_->connections.erase(this);
  network_->counters.connections_open--;
}

void Connection::CloseIfLate(Clock::time_point now) {
  if (closed_ || now < deadline_) return;
  if (!idle_) network_->counters.timeouts++;
  Close();
}

void Connection::Drain() {
  if (idle_) Close();
  event_timer_.cancel();
}

void Connection::Close() {
  closed_ = true;
  stream_->Close();
  event_timer_.cancel();
}

asio::awaitable<void> Connection::Run() {
  const auto self = shared_from_this();
  Arm(network_->options.header_ms_max);
  bool more = co_await stream_->Handshake();
  while (more && !closed_) more = co_await ServeOne();
  if (lingers_ && !closed_) co_await Linger();
  if (!closed_) co_await stream_->EndWriting();
  Close();
}

asio::awaitable<bool> Connection::ReadMore() {
  if (in_begin_ == in_.size()) {
    in_.clear();
    in_begin_ = 0;
  } else if (in_begin_ > kReadBytes) {
    in_.erase(0, in_begin_);
    in_begin_ = 0;
  }
  const std::size_t had = in_.size();
  in_.resize(had + kReadBytes);
  const std::size_t got = co_await stream_->Read(asio::buffer(in_.data() + had, kReadBytes));
  in_.resize(had + got);
  co_return got > 0;
}

asio::awaitable<MessageReader::State> Connection::ReadHead(MessageReader* reader) {
  if (Unread().empty()) {
    if (network_->draining) co_return MessageReader::State::kNeedMore;
    idle_ = true;
    Arm(network_->options.idle_ms_max);
    const bool more = co_await ReadMore();
    idle_ = false;
    if (!more) co_return MessageReader::State::kNeedMore;
  }
  // From the first byte on, whatever trickles in: a slow head does not prolong its time.
  Arm(network_->options.header_ms_max);
  while (true) {
    std::size_t consumed = 0;
    const auto state = reader->ReadHead(Unread(), &consumed);
    in_begin_ += consumed;
    if (state != MessageReader::State::kNeedMore) co_return state;
    const bool more = co_await ReadMore();
    if (!more) co_return MessageReader::State::kNeedMore;
  }
}

asio::awaitable<bool> Connection::ServeOne() {
  Exchange exchange(network_->options.header_bytes_max);
  const auto state = co_await ReadHead(&exchange.reader);
  if (state == MessageReader::State::kNeedMore) co_return false;  // the client left, or never finished
  exchange.started = Clock::now();
  network_->counters.requests++;
  if (state == MessageReader::State::kReady) {
    co_await Answer(&exchange);
  } else if (state == MessageReader::State::kTooLarge) {
    exchange.RefuseAndClose(Error{&kHeadTooLarge, "请求头太大", "请清除本网站的 Cookie 后再试", {}});
  } else {
    exchange.RefuseAndClose(Error{&kBadRequest, "请求不符合 HTTP/1.1", {}, {}});
  }
  if (exchange.abandoned) co_return false;
  lingers_ = exchange.unread;
  co_await Send(&exchange);
  Record(exchange);
  co_return exchange.keep_alive && !closed_;
}

Status Connection::CheckHead(Exchange* exchange) {
  const MessageReader& reader = exchange->reader;
  exchange->version = reader.version();
  exchange->keep_alive = reader.keep_alive() && !network_->draining;
  exchange->head_only = reader.method() == "HEAD";
  exchange->has_body = reader.chunked() || reader.content_length().value_or(0) > 0;

  RequestBuilder builder(reader.method(), reader.target());
  if (!builder.ok()) return Fail(kBadRequest, "网址不正确");
  int hosts = 0;
  std::string_view host, forwarded;
  for (const auto& [name, value] : reader.headers()) {
    builder.AddHeader(name, value);
    if (IsSameName(name, "host")) host = value, ++hosts;
    if (IsSameName(name, "x-forwarded-for")) forwarded = value;
    // Two ways of saying how long the body is: proxies and servers may disagree (request smuggling).
    if (IsSameName(name, "content-length") && reader.chunked()) return Fail(kBadRequest, "请求长度有两种说法");
  }
  if (hosts != 1 && exchange->version == 11) return Fail(kBadRequest, "请求缺少 Host");
  builder.set_remote_address(network_->options.trust_forwarded_for && !forwarded.empty() ? FirstAddress(forwarded)
                                                                                         : remote_address_);
  exchange->request = builder.Build();
  if (!IsAcceptedHost(network_->options.hosts, host)) return Fail(kMisdirected, "本服务不使用这个网址");
  return Ok();
}

// Everything that can be refused before the body is read.
Status Connection::PrepareRoute(Exchange* exchange) {
  Request& request = *exchange->request;
  Router::Match match = network_->router.Find(request.method(), request.path());
  if (match.route == nullptr) {
    if (match.allowed.empty()) return Fail(kNotFound, "没有这个网址");
    exchange->allowed = std::move(match.allowed);
    return Fail(kMethod, "这个网址不支持该操作");
  }
  exchange->route = match.route;
  request.route_ = match.route;
  request.params_ = std::move(match.params);
  request.deadline_ = exchange->started + match.route->deadline;
  if (ChangesState(request.method())) {
    const std::string_view site = request.Header("sec-fetch-site");
    if (request.Header("x-gangqiao") != "1" || (!site.empty() && site != "same-origin" && site != "none")) {
      return Fail(kForbidden, "请求不是从本系统的页面发出的",
                  "请在本系统页面里操作；程序调用请带上请求头 X-Gangqiao: 1");
    }
  }
  if (match.route->upload && !exchange->has_body) return Fail(kBadInput, "没有收到文件", "请选择一个不为空的文件");
  const auto length = exchange->reader.content_length();
  if (length && *length > match.route->body_bytes_max) return TooLarge(match.route->body_bytes_max);
  return Ok();
}

asio::awaitable<void> Connection::Answer(Exchange* exchange) {
  Status ready = CheckHead(exchange);
  if (!ready) {
    exchange->RefuseAndClose(std::move(ready.error()));
    co_return;
  }
  const std::string_view method = exchange->request->method();
  if (network_->files != nullptr && (method == "GET" || method == "HEAD") && !exchange->has_body) {
    exchange->file = network_->files->Find(exchange->request->path());
  }
  ready = PrepareRoute(exchange);
  if (exchange->route == nullptr && exchange->file != nullptr) co_return;  // a page; routes win over files
  exchange->file = nullptr;
  if (!ready) {
    exchange->Refuse(std::move(ready.error()));
    co_return;
  }
  co_await AnswerRoute(exchange);
}

Status Connection::AskGuard(const ServerOptions& options, Request* request) {
  if (request->route().permission == kPublic || request->principal_ != nullptr) return Ok();
  if (!options.guard) return Fail(kUnauthenticated, "请先登录");
  try {
    request->principal_ = TRY(options.guard(request->route(), *request));
    return Ok();
  } catch (const std::exception& exception) {
    return Fail(LogIncident(options, request->route(), exception));
  }
}

Result<Response> Connection::RunHandler(const ServerOptions& options, Request* request) {
  if (request->Cancelled()) return Fail(Busy(true));  // waited too long in line: nobody listens any more
  TRY(AskGuard(options, request));
  TRY(CheckQuery(request->route(), request->query()));
  try {
    Result<Response> outcome = request->route().handler(*request);
    // A handler that saw the deadline pass has given up, whatever it answers, even if the timer has not rung yet.
    if (request->Cancelled()) return Fail(Busy(true));
    if (outcome && options.compresses) Compress(*request, &*outcome);
    return outcome;
  } catch (const std::exception& exception) {
    return Fail(LogIncident(options, request->route(), exception));
  }
}

// Lists and tables of codes shrink to a tenth, which village lines feel. Not with a new session in the same answer: the
// length of a compressed secret tells about it.
void Connection::Compress(const Request& request, Response* response) {
  constexpr std::size_t kWorthBytes = 2048;
  if (response->body_.size() < kWorthBytes || response->content_type_ != kJsonType || !response->cookies_.empty())
    return;
  response->AddHeader("Vary", "Accept-Encoding");
  if (!TakesGzip(request.Header("accept-encoding"))) return;
  std::string compressed = Gzip(response->body_, 1);
  if (compressed.empty()) return;
  response->body_ = std::move(compressed);
  response->AddHeader("Content-Encoding", "gzip");
}

asio::awaitable<void> Connection::AnswerRoute(Exchange* exchange) {
  const Route& route = *exchange->route;
  const auto request = exchange->request;
  if (route.upload && route.permission != kPublic) {
    // Nobody fills the disk before it is known who they are.
    const auto guarded = std::make_shared<Status>();
    std::function<void()> ask = [options = &network_->options, request, guarded] {
      *guarded = AskGuard(*options, request.get());
    };
    const Work asked = co_await OnWorker(std::move(ask), request->deadline(), false);
    if (asked != Work::kDone || !*guarded) {
      exchange->Refuse(asked == Work::kDone ? guarded->error() : Busy(asked == Work::kLate));
      co_return;
    }
  }
  if (exchange->has_body) {
    if (IsSameName(request->Header("expect"), "100-continue")) {
      const bool sent = co_await WriteAll("HTTP/1.1 100 Continue\r\n\r\n", {});
      exchange->abandoned = !sent;
    }
    Status read;
    if (route.upload) {
      read = co_await ReadUpload(exchange);
    } else {
      read = co_await ReadBody(exchange);
    }
    if (!read) {
      exchange->RefuseAndClose(std::move(read.error()));
      co_return;
    }
  }
  Disarm();
  request->deadline_ = Clock::now() + route.deadline;  // slow reading is not the handler's fault
  const auto outcome = std::make_shared<Result<Response>>();
  std::function<void()> work = [options = &network_->options, request, outcome] {
    *outcome = RunHandler(*options, request.get());
  };
  if (route.inline_handler) {
    work();
  } else {
    const Work done = co_await OnWorker(std::move(work), request->deadline(), false);
    if (done != Work::kDone) {
      // The handler may still run; its request and its outcome live on with it, and nobody reads the outcome.
      request->cancelled_ = true;
      exchange->RefuseAndClose(Busy(done == Work::kLate));
      co_return;
    }
  }
  if (*outcome) {
    exchange->response = std::move(**outcome);
  } else {
    exchange->response = RenderError(outcome->error());
  }
}

asio::awaitable<Result<std::size_t>> Connection::ReadBodyPiece(Exchange* exchange, char* out, std::size_t out_size) {
  const ServerOptions& options = network_->options;
  while (!exchange->reader.body_done()) {
    std::size_t consumed = 0, written = 0;
    const auto state = exchange->reader.ReadBody(Unread(), &consumed, out, out_size, &written);
    in_begin_ += consumed;
    if (state == MessageReader::State::kBad) co_return Fail(kBadRequest, "请求内容不完整或格式有误");
    exchange->body_bytes += written;
    if (exchange->body_bytes > exchange->route->body_bytes_max) {
      co_return TooLarge(exchange->route->body_bytes_max);
    }
    if (written > 0) co_return written;
    if (consumed > 0) continue;
    const auto allowance = options.transfer_ms_max +
                           std::chrono::milliseconds(exchange->body_bytes * 1000 / options.body_bytes_per_second_min);
    if (Clock::now() - exchange->started > allowance) {
      network_->counters.timeouts++;
      co_return Fail(kTooSlow, "上传太慢，已经断开", "请检查网络后重试");
    }
    Arm(options.transfer_ms_max);
    const bool more = co_await ReadMore();
    if (!more) {
      exchange->abandoned = true;
      co_return Fail(kBadRequest, "连接中断");
    }
  }
  co_return std::size_t{0};
}

asio::awaitable<Status> Connection::ReadBody(Exchange* exchange) {
  std::string& body = exchange->request->body_;
  constexpr std::size_t kPiece = 16 << 10;
  while (true) {
    const std::size_t had = body.size();
    body.resize(had + kPiece);
    const auto piece = co_await ReadBodyPiece(exchange, body.data() + had, kPiece);
    body.resize(had + (piece ? *piece : 0));
    if (!piece) co_return Fail(piece.error());
    if (*piece == 0) co_return Ok();
  }
}

asio::awaitable<Status> Connection::ReadUpload(Exchange* exchange) {
  constexpr std::size_t kPiece = 1 << 20;
  const auto file = std::make_shared<UploadFile>(network_->options.upload_folder);
  if (!file->ok()) co_return Fail(kIo, "暂时无法保存上传的文件", "请联系管理员检查磁盘空间");
  exchange->request->upload_ = Upload{file->path(), 0};  // from here on the request removes the file
  while (true) {
    // Collected to large pieces, and written by a worker: a slow disk must not stop the network.
    const auto piece = std::make_shared<std::string>(kPiece, '\0');
    std::size_t filled = 0;
    bool ended = false;
    while (filled < kPiece && !ended) {
      const auto part = co_await ReadBodyPiece(exchange, piece->data() + filled, kPiece - filled);
      if (!part) co_return Fail(part.error());
      filled += *part;
      ended = *part == 0;
    }
    piece->resize(filled);
    Disarm();
    const auto written = std::make_shared<bool>(false);
    std::function<void()> append = [file, piece, written] { *written = file->Append(*piece); };
    const Work work = co_await OnWorker(std::move(append), Clock::time_point::max(), true);
    if (work != Work::kDone || !*written) co_return Fail(kIo, "上传的文件没有保存成功", "请联系管理员检查磁盘空间");
    exchange->request->upload_->size += filled;
    if (ended) co_return Ok();
  }
}

asio::awaitable<Connection::Work> Connection::OnWorker(std::function<void()> work, Clock::time_point deadline,
                                                       bool urgent) {
  // The timer is the thing to wait on: it ends at the deadline, or is cancelled by the worker's message. Both come to
  // this thread, so `done` needs no lock.
  struct Waiting {
    explicit Waiting(asio::io_context& io) : timer(io) {}
    asio::steady_timer timer;
    bool done = false;
  };
  const auto waiting = std::make_shared<Waiting>(network_->io);
  waiting->timer.expires_at(deadline);
  const bool accepted = network_->workers.Submit(
      [work = std::move(work), waiting, io = &network_->io]() mutable {
        work();
        asio::post(*io, [waiting = std::move(waiting)] {
          waiting->done = true;
          waiting->timer.cancel();
        });
      },
      urgent);
  if (!accepted) co_return Work::kRefused;
  boost::system::error_code ignored;
  co_await waiting->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return waiting->done ? Work::kDone : Work::kLate;
}

asio::awaitable<bool> Connection::WriteAll(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    const std::string_view a = first.substr(0, kWriteBytes);
    const std::string_view b = a.size() < first.size() ? std::string_view{} : second.substr(0, kWriteBytes);
    first.remove_prefix(a.size());
    second.remove_prefix(b.size());
    Arm(network_->options.transfer_ms_max);
    Stream::TwoBuffers buffers = {asio::buffer(a.data(), a.size()), asio::buffer(b.data(), b.size())};
    const bool sent = co_await stream_->Write(buffers);
    if (!sent) co_return false;
  }
  co_return true;
}

asio::awaitable<void> Connection::Send(Exchange* exchange) {
  Response& response = exchange->response;
  if (exchange->file != nullptr) FillFromFile(exchange);
  if (!exchange->allowed.empty()) response.AddHeader("Allow", exchange->allowed);
  if (response.status() == 503) response.AddHeader("Retry-After", "2");
  if (network_->draining) exchange->keep_alive = false;
  const std::string_view body = exchange->file != nullptr ? exchange->file_bytes : std::string_view(response.body_);
  Head head;
  head.status = response.status_;
  head.version = exchange->version;
  head.keep_alive = exchange->keep_alive;
  head.tls = tls_;
  head.secure_cookies = network_->options.secure_cookies;
  head.content_type = response.content_type_;
  head.content_length = body.size();
  head.cache_control = exchange->cache_control;
  head.headers = &response.headers_;
  head.cookies = &response.cookies_;
  if (response.events_) {
    co_await SendEvents(exchange, head);
    co_return;
  }
  if (response.file_) {
    co_await SendFile(exchange, head);
    co_return;
  }
  out_.clear();
  AppendHead(head, &out_);
  const bool bare = exchange->head_only || head.status == 204 || head.status == 304;
  exchange->sent_bytes = bare ? 0 : body.size();
  const bool sent = co_await WriteAll(out_, bare ? std::string_view{} : body);
  if (!sent) exchange->keep_alive = false;
}

asio::awaitable<void> Connection::SendFile(Exchange* exchange, const Head& given) {
  Head head = given;
  const auto file =
      std::make_shared<DownloadFile>(exchange->response.file_->path, exchange->response.file_->remove_after);
  const bool ok = file->ok();
  Response failed;
  if (ok) {
    head.content_length = file->size();
  } else {
    failed = RenderError(Error{&kIo, "文件已经不在了", "请重新生成", {}});
    exchange->response.status_ = failed.status_;
    head = Head{};
    head.status = failed.status_;
    head.version = given.version;
    head.keep_alive = given.keep_alive;
    head.content_type = failed.content_type_;
    head.content_length = failed.body_.size();
  }
  out_.clear();
  AppendHead(head, &out_);
  bool sent = co_await WriteAll(out_, failed.body_);
  std::uint64_t left = ok && !exchange->head_only ? file->size() : 0;
  while (sent && left > 0) {
    Disarm();
    const auto piece = std::make_shared<std::string>();
    std::function<void()> read = [file, piece] { *piece = file->Read(kWriteBytes); };
    const Work work = co_await OnWorker(std::move(read), Clock::time_point::max(), true);
    // A file that became shorter cannot keep the promised length: the connection is cut so that the client notices.
    if (work != Work::kDone || piece->empty() || piece->size() > left) break;
    left -= piece->size();
    exchange->sent_bytes += piece->size();
    sent = co_await WriteAll(*piece, {});
  }
  if (!sent || left > 0) exchange->keep_alive = false;
  if (left > 0) Close();
}

asio::awaitable<void> Connection::SendEvents(Exchange* exchange, Head head) {
  exchange->keep_alive = false;
  head.keep_alive = false;
  head.content_length.reset();
  exchange->response.AddHeader("X-Accel-Buffering", "no");  // a proxy must not collect events
  out_.clear();
  AppendHead(head, &out_);
  bool sent = co_await WriteAll(out_, {});
  if (exchange->head_only) co_return;
  asio::co_spawn(
      network_->io, [self = shared_from_this()] { return self->WatchPeer(); }, asio::detached);
  const auto batch = std::make_shared<EventBatch>();
  const auto source = std::make_shared<EventSource>(std::move(exchange->response.events_));
  auto quiet_since = Clock::now();
  while (sent && !peer_gone_ && !closed_) {
    Disarm();
    *batch = EventBatch{};
    std::function<void()> ask = [batch, source] {
      try {
        *batch = (*source)();
      } catch (...) {  // a bug in the source ends its stream, not the program
        batch->last = true;
      }
    };
    const Work work = co_await OnWorker(std::move(ask), Clock::time_point::max(), true);
    if (work != Work::kDone) break;
    std::string text;
    for (const Event& event : batch->events) AppendEvent(event, &text);
    if (text.empty() && !batch->last && Clock::now() - quiet_since > std::chrono::seconds(15)) text = ": alive\n\n";
    if (!text.empty()) {
      quiet_since = Clock::now();
      exchange->sent_bytes += text.size();
      out_.clear();
      if (head.version == 11) AppendChunk(text, &out_);
      sent = co_await WriteAll(head.version == 11 ? out_ : text, {});
      Disarm();
    }
    if (batch->last || network_->draining || peer_gone_ || closed_) break;
    event_timer_.expires_after(exchange->response.poll_);
    boost::system::error_code ignored;
    co_await event_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (sent && !peer_gone_ && !closed_ && head.version == 11) co_await WriteAll("0\r\n\r\n", {});
  // WatchPeer still reads: the connection ends here, it does not linger with a second reader.
  co_await stream_->EndWriting();
  Close();
}

// During an event stream the client sends nothing; a read that ends means that it went away.
asio::awaitable<void> Connection::WatchPeer() {
  std::array<char, 512> ignored;
  std::size_t got = 1;
  while (got > 0) got = co_await stream_->Read(asio::buffer(ignored));
  peer_gone_ = true;
  event_timer_.cancel();
}

// Closing with unread bytes makes the kernel send a reset, which can destroy the answer on its way (a 413, say). So the
// rest is read and thrown away for a moment.
asio::awaitable<void> Connection::Linger() {
  deadline_ = Clock::now() + kLingerTime;
  idle_ = true;  // being late here is no timeout worth counting
  co_await stream_->EndWriting();
  std::array<char, 4096> ignored;
  std::size_t total = 0, got = 1;
  while (got > 0 && total < kLingerBytesMax && !closed_) {
    got = co_await stream_->Read(asio::buffer(ignored));
    total += got;
  }
}

void Connection::Record(const Exchange& exchange) {
  const int status = exchange.response.status();
  if (status >= 500) network_->counters.server_errors++;
  if (status >= 400 && status < 500) network_->counters.client_errors++;
  log::Logger* const log = network_->options.log;
  if (log == nullptr || !network_->options.access_log || !log->Takes(log::Level::kInfo)) return;
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - exchange.started);
  std::string_view route = "(none)";
  if (exchange.file != nullptr) route = "(file)";
  if (exchange.route != nullptr) route = exchange.route->path;
  log->Info("http.request", {{"method", exchange.LoggedMethod()},
                             {"route", route},
                             {"status", status},
                             {"microseconds", microseconds.count()},
                             {"bytes", exchange.sent_bytes}});
}

}  // namespace gq::http
