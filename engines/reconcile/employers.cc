#include "engines/reconcile/employers.h"

#include "engines/reconcile/text.h"

namespace gq::reconcile {

std::uint32_t Employers::FoldedId(std::string folded) {
  if (folded.empty()) return 0;
  return folded_.emplace(std::move(folded), static_cast<std::uint32_t>(folded_.size() + 1)).first->second;
}

std::uint32_t Employers::Intern(std::string_view code, std::string_view name) {
  if (code.empty() && name.empty()) return 0;
  probe_.assign(code);
  probe_ += '\n';
  probe_ += name;
  const auto [it, added] = by_text_.emplace(probe_, static_cast<std::uint32_t>(entries_.size()));
  if (!added) return it->second;
  Entry entry;
  entry.code = code;
  entry.name = name;
  std::string folded = FoldUnitCode(code);
  if (folded.size() == 18) folded = folded.substr(8, 9);
  entry.code_id = folded.empty() ? 0 : FoldedId("c" + folded);
  folded = FoldUnitName(name);
  entry.name_id = folded.empty() ? 0 : FoldedId("n" + folded);
  entries_.push_back(std::move(entry));
  return it->second;
}

Employers::Likeness Employers::Compare(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return a == 0 ? Likeness::kUnknown : Likeness::kSame;
  const Entry &x = entries_[a], &y = entries_[b];
  if (x.code_id != 0 && y.code_id != 0) return x.code_id == y.code_id ? Likeness::kSame : Likeness::kDifferent;
  if (x.name_id == 0 || y.name_id == 0) return Likeness::kUnknown;
  return x.name_id == y.name_id ? Likeness::kSame : Likeness::kDifferent;
}

}  // namespace gq::reconcile
