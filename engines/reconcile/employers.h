// Employers as they are named in roster and registries, each different pair of code and name once; where places are
// asked for (Options::place_of), each different triple with the place that a row gives.
//
// Two entries are the same employer when both have a credit code and the codes agree (an old 9-character organisation
// code agrees with the credit code that contains it); otherwise when both have a name and the names agree after folding
// (text.h). Id 0 is "none". Thread-safety: const use from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/reconcile/string_table.h"

namespace gq::reconcile {

class Employers {
 public:
  Employers() { entries_.emplace_back(); }
  std::uint32_t Intern(std::string_view code, std::string_view name);
  // What is looked up, and how it is kept: "code\nname", with a place "code\nname\x1fplace".
  struct Key {
    std::string_view code, name;
    std::int64_t place = 0;
    bool none() const { return code.empty() && name.empty(); }
    std::uint64_t Hash() const;
    bool Is(std::string_view text) const;
    std::size_t size() const;
    void WriteTo(char* text) const;
  };
  // The same for such a text and its key's hash.
  std::uint32_t InternText(std::string_view text, std::uint64_t hash, std::size_t code_size, std::int64_t place);
  // Asks for what InternText will look at.
  [[gnu::always_inline]] void Prefetch(std::uint64_t hash) const { texts_.Prefetch(hash); }
  // The text and the hash of id > 0. The text stays where it is.
  std::string_view KeptText(std::uint32_t id) const { return texts_.Text(id - 1); }
  std::uint64_t HashOf(std::uint32_t id) const { return texts_.HashOf(id - 1); }
  enum class Likeness : std::uint8_t {
    kSame,
    kDifferent,
    kUnknown
  };  // unknown: one has only a code, the other only a name
  Likeness Compare(std::uint32_t a, std::uint32_t b) const;
  std::string_view Code(std::uint32_t id) const {
    return id == 0 ? std::string_view() : texts_.Text(id - 1).substr(0, entries_[id].code_size);
  }
  std::string_view Name(std::uint32_t id) const {
    return id == 0 ? std::string_view() : NameIn(texts_.Text(id - 1), entries_[id].code_size, entries_[id].place);
  }
  // The 12-digit code of where the row said the employer is; 0: it did not say.
  std::int64_t Place(std::uint32_t id) const { return entries_[id].place; }
  // The code, or the name where there is none: what people.csv shows.
  std::string_view Text(std::uint32_t id) const { return entries_[id].code_size == 0 ? Name(id) : Code(id); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint32_t code_size = 0;
    std::int64_t place = 0;
    std::uint32_t code_id = 0, name_id = 0;  // equal = same after folding; 0 = none
  };
  static std::string_view NameIn(std::string_view text, std::size_t code_size, std::int64_t place) {
    const std::string_view name = text.substr(code_size + 1);
    return place == 0 ? name : name.substr(0, name.rfind('\x1f'));
  }
  std::uint32_t FoldedId(char kind, const std::string& folded);

  std::vector<Entry> entries_;
  StringTable texts_, folded_;  // texts_: "code\nname" of entry id + 1
};

}  // namespace gq::reconcile
