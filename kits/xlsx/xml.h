// A thin push parser over expat for parts of an .xlsx. (Internal.)
//
// A document type declaration is refused: no part of a spreadsheet has one, entity attacks do. Expat 2.5 limits the
// amplification of entities besides. Names come without their namespace prefix (some writers put x: everywhere).
// Thread-safety: an object belongs to one thread at a time.
#pragma once

#include <expat.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/xlsx/package.h"

namespace gq::xlsx {

inline std::string_view LocalName(const char* name) {
  const char* local = name;
  const char* end = name;
  for (; *end != '\0'; ++end) {  // names are a few letters long
    if (*end == ':') local = end + 1;
  }
  return {local, static_cast<std::size_t>(end - local)};
}

inline constexpr std::string_view kResaveHint =
    "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试；打不开时请向对方重新索取文件";

inline Error DoctypeError() {
  return Error{&kFile,
               "表格文件里有文档类型声明（DOCTYPE），正常的表格没有，已拒绝读取",
               "来历不明的文件请不要使用；请向对方重新索取",
               {}};
}

// The value of an attribute by its local name; empty if it is missing.
inline std::string_view Attribute(const char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (LocalName(*attributes) == name) return attributes[1];
  }
  return {};
}

// Handler: void OnStart(std::string_view name, const char** attributes), OnEnd(name), OnText(text).
// A handler that wants to stop calls parser.Stop(error).
template <typename Handler>
class XmlParser {
 public:
  explicit XmlParser(Handler& handler) : handler_(handler), parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const char* name, const char** attributes) {
          static_cast<XmlParser*>(self)->handler_.OnStart(LocalName(name), attributes);
        },
        [](void* self, const char* name) { static_cast<XmlParser*>(self)->handler_.OnEnd(LocalName(name)); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const char* text, int size) {
      static_cast<XmlParser*>(self)->handler_.OnText({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) {
      static_cast<XmlParser*>(self)->Stop(DoctypeError());
    });
  }
  ~XmlParser() { XML_ParserFree(parser_); }
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  void Stop(Error error) {
    if (!stopped_) error_ = std::move(error);
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

  // `part` names the place in messages.
  Status Feed(std::string_view bytes, bool last, std::string_view part) {
    const XML_Status status = XML_Parse(parser_, bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0);
    if (stopped_) return Fail(error_);
    if (status == XML_STATUS_OK) return Ok();
    const XML_Error code = XML_GetErrorCode(parser_);
    const std::string where =
        "部件 " + std::string(part) + " 第 " + std::to_string(XML_GetCurrentLineNumber(parser_)) + " 行";
    if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING) {
      return Fail(kFile, "表格文件用了不支持的编码：" + where, "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试");
    }
    return Fail(kFile, "表格文件损坏：" + where + "不合格式（" + XML_ErrorString(code) + "）",
                std::string(kResaveHint));
  }

 private:
  Handler& handler_;
  XML_Parser parser_;
  bool stopped_ = false;
  Error error_{&kFile, {}, {}, {}};
};

// Parses a whole part.
template <typename Handler>
Status ParsePart(Package& package, std::string_view part, XmlParser<Handler>& parser) {
  TRY(package.OpenPart(part));
  std::string buffer(64 << 10, '\0');
  for (;;) {
    const std::size_t size = TRY(package.ReadPart(buffer.data(), buffer.size()));
    TRY(parser.Feed({buffer.data(), size}, size == 0, part));
    if (size == 0) return Ok();
  }
}

}  // namespace gq::xlsx
