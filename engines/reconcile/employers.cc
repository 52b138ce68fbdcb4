#include "engines/reconcile/employers.h"

#include <algorithm>

#include "engines/reconcile/text.h"

namespace gq::reconcile {

std::uint32_t Employers::FoldedId(char kind, const std::string& folded) {
  return folded.empty() ? 0 : folded_.Add(kind + folded) + 1;
}

std::uint64_t Employers::Key::Hash() const {
  const std::uint64_t parts = StringTable::Hash(code) * 0x9E3779B97F4A7C15ULL + StringTable::Hash(name);
  const std::uint64_t hash = (parts ^ static_cast<std::uint64_t>(place)) * 0xBF58476D1CE4E5B9ULL;
  return hash ^ hash >> 31;
}

namespace {

std::string TextOfPlace(std::int64_t place) { return place == 0 ? std::string() : '\x1f' + std::to_string(place); }

}  // namespace

bool Employers::Key::Is(std::string_view text) const {
  const std::size_t front = code.size() + 1 + name.size();
  return text.size() >= front && text.substr(0, code.size()) == code && text[code.size()] == '\n' &&
         text.substr(code.size() + 1, name.size()) == name &&
         (place == 0 ? text.size() == front : text.substr(front) == TextOfPlace(place));
}

std::size_t Employers::Key::size() const { return code.size() + 1 + name.size() + TextOfPlace(place).size(); }

void Employers::Key::WriteTo(char* text) const {
  text = std::copy(code.begin(), code.end(), text);
  *text++ = '\n';
  text = std::copy(name.begin(), name.end(), text);
  const std::string end = TextOfPlace(place);
  std::copy(end.begin(), end.end(), text);
}

std::uint32_t Employers::Intern(std::string_view code, std::string_view name) {
  const Key key{code, name};
  if (key.none()) return 0;
  std::string text(key.size(), '\0');
  key.WriteTo(text.data());
  return InternText(text, key.Hash(), code.size(), 0);
}

std::uint32_t Employers::InternText(std::string_view text, std::uint64_t hash, std::size_t code_size,
                                    std::int64_t place) {
  const std::uint32_t id = texts_.Add(text, hash) + 1;
  if (id < entries_.size()) return id;
  Entry entry;
  entry.code_size = static_cast<std::uint32_t>(code_size);
  entry.place = place;
  std::string folded = FoldUnitCode(text.substr(0, code_size));
  if (folded.size() == 18) folded = folded.substr(8, 9);
  entry.code_id = FoldedId('c', folded);
  entry.name_id = FoldedId('n', FoldUnitName(NameIn(text, code_size, place)));
  entries_.push_back(entry);
  return id;
}

Employers::Likeness Employers::Compare(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return a == 0 ? Likeness::kUnknown : Likeness::kSame;
  const Entry &x = entries_[a], &y = entries_[b];
  if (x.code_id != 0 && y.code_id != 0) return x.code_id == y.code_id ? Likeness::kSame : Likeness::kDifferent;
  if (x.name_id == 0 || y.name_id == 0) return Likeness::kUnknown;
  return x.name_id == y.name_id ? Likeness::kSame : Likeness::kDifferent;
}

}  // namespace gq::reconcile
