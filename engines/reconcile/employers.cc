#include "engines/reconcile/employers.h"

#include "engines/reconcile/text.h"

namespace gq::reconcile {

std::uint32_t Employers::FoldedId(char kind, const std::string& folded) {
  return folded.empty() ? 0 : folded_.Add(kind + folded) + 1;
}

std::uint32_t Employers::Intern(std::string_view code, std::string_view name) {
  if (code.empty() && name.empty()) return 0;
  probe_.assign(code);
  probe_ += '\n';
  probe_ += name;
  return InternText(probe_, StringTable::Hash(probe_), code.size(), 0);
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
