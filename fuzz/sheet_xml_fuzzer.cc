// Whatever expat accepts, the parser for sheets must read in the same way, whether the bytes come whole or in pieces.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "kits/xlsx/sheet_xml.h"
#include "kits/xlsx/xml.h"

namespace {

using gq::xlsx::XmlAttribute;

// Writes down what it hears.
struct Listener : gq::xlsx::SheetXml::Handler {
  std::string heard;
  void OnElement(std::string_view name, std::span<const XmlAttribute> attributes) override {
    heard += "<" + std::string(name);
    for (const XmlAttribute& attribute : attributes)
      heard += "|" + std::string(attribute.name) + "=" + std::string(attribute.value);
    heard += ">";
  }
  void OnElementEnd(std::string_view name) override { heard += "</" + std::string(name) + ">"; }
  bool WantsText() const override { return true; }
  void OnText(std::string_view text) override { heard += text; }
  // For expat.
  void OnStart(std::string_view name, const char** attributes) {
    std::vector<XmlAttribute> all;
    for (; *attributes != nullptr; attributes += 2) all.push_back({gq::xlsx::LocalName(attributes[0]), attributes[1]});
    OnElement(name, all);
  }
  void OnEnd(std::string_view name) { OnElementEnd(name); }
};

bool Read(std::string_view bytes, std::size_t step, std::string& heard) {
  Listener listener;
  gq::xlsx::SheetXml parser(listener, 1 << 20);
  bool good = true;
  for (std::size_t at = 0; good && at < bytes.size(); at += step)
    good = parser.Feed(bytes.substr(at, step), false, "x").has_value();
  good = good && parser.Feed({}, true, "x").has_value();
  heard = listener.heard;
  return good;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!gq::xlsx::SheetXml::CanRead(bytes)) return 0;
  std::string whole, pieces;
  const bool read = Read(bytes, SIZE_MAX / 2, whole);
  if (Read(bytes, 5, pieces) != read || (read && whole != pieces)) std::abort();
  Listener expected;
  gq::xlsx::XmlParser<Listener> expat(expected);
  const bool accepted = expat.Feed(bytes, true, "x").has_value();
  std::size_t depth = 0, deepest = 0;
  for (std::size_t at = 0; at < expected.heard.size(); ++at) {
    if (expected.heard[at] != '<') continue;
    if (expected.heard.compare(at, 2, "</") == 0)
      --depth;
    else
      deepest = std::max(deepest, ++depth);
  }
  if (accepted && deepest < 60 && (!read || whole != expected.heard)) std::abort();
  return 0;
}
