// A push parser for the XML of sheets, four times as fast as expat, for the plain XML that spreadsheets consist of.
// (Internal.)
//
// UTF-8 only; elements, attributes, text, the five named and the numeric character references, comments, CDATA,
// processing instructions. No document type declaration, hence no entities: it is refused. Elements must match and end.
// What is not plain UTF-8 (CanRead says no) goes to expat. Whatever expat accepts is read the same here
// (fuzz/sheet_xml_fuzzer.cc compares the two); some ill-formed XML that expat refuses is let pass, such as a doubled
// attribute.
//
// Memory: the unfinished tag or text at the end of a chunk, at most `pending_max` of text or 1 MiB of a tag.
// Thread-safety: an object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::xlsx {

struct XmlAttribute {
  std::string_view name, value;  // local name; value with references resolved
};

class SheetXml {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void OnElement(std::string_view name, std::span<const XmlAttribute> attributes) = 0;
    virtual void OnElementEnd(std::string_view name) = 0;
    virtual bool WantsText() const = 0;  // asked before a run of text; unwanted text is not decoded
    virtual void OnText(std::string_view text) = 0;
  };

  SheetXml(Handler& handler, std::size_t pending_max) : handler_(handler), pending_max_(pending_max) {}

  // Whether a part that begins with `head` can be read here.
  static bool CanRead(std::string_view head);

  // Parses a chunk; `last` with an empty chunk at the end. `part` names the place in messages.
  Status Feed(std::string_view chunk, bool last, std::string_view part);

  // Ends parsing from inside a handler; Feed gives the error back.
  void Stop(Error error);

 private:
  enum class Step : std::uint8_t { kDone, kNeedMore, kBroken, kDoctype };

  Step ParseAll(std::string_view text, bool last, std::size_t& at);
  Step ParseMarkup(std::string_view text, std::size_t& at);
  Step ParseSpecial(std::string_view text, std::size_t& at);
  Step ParseStart(std::string_view tag);
  Step ParseAttributes(std::string_view rest);
  Step ParseEnd(std::string_view tag);
  Step GiveText(std::string_view run);
  bool Decode(std::string_view text, bool attribute, std::string& out);

  Handler& handler_;
  std::size_t pending_max_;
  std::string pending_;  // unread bytes of earlier chunks
  std::string open_;     // names of the open elements, one after the other
  std::vector<std::size_t> open_begins_;
  bool begun_ = false, root_seen_ = false, stopped_ = false;
  Error error_{&kFile, {}, {}, {}};
  std::vector<XmlAttribute> attributes_;
  std::deque<std::string> values_;  // resolved values of attributes; views of them stay valid
  std::string decoded_;
};

}  // namespace gq::xlsx
