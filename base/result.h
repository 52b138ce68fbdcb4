// Result<T>: the one way in which failure travels, from an engine to the screen.
//
//   Result<Roster> Read(const Path& path) {
//     File file = TRY(Open(path));                       // hands the error on
//     if (file.empty()) return Fail(kFileEmpty, "名册是空的", "请换一个文件");
//     return Parse(file);
//   }
//
// An Error says what kind of failure it is (a stable code, documented in docs/reference/errors.md), one sentence for
// the officer (Chinese), and how to cure it. Details name the place: field path, row, column, value. A kind is declared
// once as a constant beside the code that raises it; general kinds stand below. Exceptions are for bugs and broken
// machines only and are caught once per request or job.
//
// Thread-safety: values; no shared state.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace gq {

// What kind of failure. Declare as `inline constexpr ErrorKind kX{"family.name", 404, "中文", "English"};`.
struct ErrorKind {
  std::string_view code;  // "family.name", stable, never reused
  int http_status;        // what an HTTP response carries
  std::string_view zh;    // title, for the officer
  std::string_view en;    // title, second language
};

struct Error {
  const ErrorKind* kind;
  std::string message;  // one sentence: what happened (Chinese). Never holds personal data.
  std::string hint;     // how to cure it; may be empty
  std::vector<std::pair<std::string, std::string>> details;  // e.g. {"field", "person.birth"}, {"row", "17"}

  Error& With(std::string key, std::string value) {
    details.emplace_back(std::move(key), std::move(value));
    return *this;
  }
  // "code: message (hint) [key=value ...]" for terminals and logs.
  std::string ToString() const;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// Builds the error side of any Result.
inline tl::unexpected<Error> Fail(const ErrorKind& kind, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{&kind, std::move(message), std::move(hint), {}});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline Status Ok() { return {}; }

// General kinds.
inline constexpr ErrorKind kUsage{"usage", 400, "用法有误", "Wrong use"};
inline constexpr ErrorKind kBadInput{"input.invalid", 422, "输入有误", "Invalid input"};
inline constexpr ErrorKind kBadRequest{"request.invalid", 400, "请求有误", "Invalid request"};
inline constexpr ErrorKind kTooLarge{"input.too_large", 413, "内容过大", "Too large"};
inline constexpr ErrorKind kNotFound{"not_found", 404, "没有找到", "Not found"};
inline constexpr ErrorKind kForbidden{"forbidden", 403, "没有权限", "Forbidden"};
inline constexpr ErrorKind kUnauthenticated{"unauthenticated", 401, "请先登录", "Sign in first"};
inline constexpr ErrorKind kConflict{"conflict", 409, "内容已被他人修改", "Conflict"};
inline constexpr ErrorKind kFile{"file.unusable", 422, "文件无法使用", "Unusable file"};
inline constexpr ErrorKind kIo{"io", 500, "读写失败", "I/O error"};
inline constexpr ErrorKind kDatabase{"database", 500, "数据库出错", "Database error"};
inline constexpr ErrorKind kCancelled{"cancelled", 409, "已取消", "Cancelled"};
inline constexpr ErrorKind kBusy{"busy", 503, "正忙，请稍后再试", "Busy"};
inline constexpr ErrorKind kInternal{"internal", 500, "程序内部出错", "Internal error"};

}  // namespace gq

// TRY(expr): the value of a Result, or return its error from this function (which must return a Result).
// GNU statement expression: g++ and clang only, which is what the project builds with.
#define TRY(expression)                                                      \
  (__extension__({                                                           \
    auto&& gq_try_result = (expression);                                     \
    if (!gq_try_result) return ::gq::Fail(std::move(gq_try_result).error()); \
    ::gq::internal::Take(std::move(gq_try_result));                          \
  }))

namespace gq::internal {
template <typename T>
T Take(tl::expected<T, Error>&& result) {
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}
template <typename T>
T Take(tl::expected<T, Error>& result) {
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}
}  // namespace gq::internal
