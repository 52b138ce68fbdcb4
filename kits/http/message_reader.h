// Reads one HTTP/1 request from bytes, without I/O (Beast's parser inside). The caller keeps the bytes that were not
// consumed and gives them again together with what comes next.
//
//   MessageReader reader(16 << 10);
//   while (reader.ReadHead(buffer, &consumed) == MessageReader::State::kNeedMore) { buffer += more; }
//   while (!reader.body_done()) reader.ReadBody(buffer, &consumed, out, sizeof out, &written);
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gq::http {

class MessageReader {
 public:
  enum class State { kNeedMore, kReady, kTooLarge, kBad };

  explicit MessageReader(std::size_t header_bytes_max);
  ~MessageReader();

  State ReadHead(std::string_view bytes, std::size_t* consumed);

  // After kReady.
  std::string_view method() const;
  std::string_view target() const;
  int version() const;  // 10 or 11
  bool keep_alive() const;
  std::optional<std::uint64_t> content_length() const;
  bool chunked() const;
  std::vector<std::pair<std::string_view, std::string_view>> headers() const;

  // Decodes body bytes into `out`. kReady: progress was made (look at consumed, written, body_done).
  State ReadBody(std::string_view bytes, std::size_t* consumed, char* out, std::size_t out_size, std::size_t* written);
  bool body_done() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace gq::http
