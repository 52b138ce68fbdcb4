#include "base/mask.h"

#include <vector>

namespace gq {

namespace {

// Characters of UTF-8 text.
std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    characters.push_back(text.substr(at, size));
    at += size;
  }
  return characters;
}

std::string Keep(std::string_view text, std::size_t front, std::size_t back) {
  if (text.size() <= front + back) return std::string(text.size(), '*');
  return std::string(text.substr(0, front)) + std::string(text.size() - front - back, '*') + std::string(text.substr(text.size() - back));
}

std::string MaskName(std::string_view text) {
  const auto characters = Characters(text);
  if (characters.size() <= 1) return std::string(text);
  std::string masked(characters.front());
  if (characters.size() == 2) return masked + "*";
  for (std::size_t i = 1; i + 1 < characters.size(); ++i) masked += '*';
  return masked + std::string(characters.back());
}

}  // namespace

std::string MaskValue(MaskKind kind, std::string_view text, int level) {
  if (text.empty() || level >= 3 || kind == MaskKind::kNone) return std::string(text);
  switch (kind) {
    case MaskKind::kName:
      return level == 0 ? MaskName(text) : std::string(text);
    case MaskKind::kIdNumber:
      return level == 0 ? Keep(text, 2, 3) : Keep(text, 3, 4);
    case MaskKind::kPhone:
      return level == 0 ? std::string() : Keep(text, 3, 4);
    case MaskKind::kBank:
      return level == 0 ? std::string() : Keep(text, 0, 4);
    case MaskKind::kAddress:
    case MaskKind::kNone:
      break;
  }
  return std::string(text);
}

}  // namespace gq
