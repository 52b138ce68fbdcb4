#include "modules/matching/sex_limit.h"

#include <algorithm>
#include <utility>

#include "base/parse_value.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"

namespace gq::matching {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Without blanks and punctuation; a comma or point between two digits stays, for 2.5 is not 25.
std::string PlainKey(std::string_view text) {
  const std::string key = LabelKey(text);
  std::string plain;
  for (std::size_t i = 0; i < key.size();) {
    const std::string_view rest = std::string_view(key).substr(i);
    std::size_t skip = 0;
    for (const std::string_view mark : {",", ";", ":", ".", "(", ")", "\"", "、", "。", "《", "》", "“", "”"}) {
      if (rest.starts_with(mark)) skip = mark.size();
    }
    if (skip == 1 && i > 0 && IsDigit(key[i - 1]) && rest.size() > 1 && IsDigit(rest[1])) skip = 0;
    if (skip == 0) plain += key[i];
    i += std::max<std::size_t>(skip, 1);
  }
  return plain;
}

struct Phrase {
  std::string text;
  const Code* closed;  // nullptr: only a citation
};

// Longest first.
const std::vector<Phrase>& Phrases() {
  static const std::vector<Phrase> phrases = [] {
    std::vector<Phrase> all;
    const auto add = [&](const char* table, bool closed) {
      for (const Code& code : GetCodeTable(table).All()) {
        all.push_back({PlainKey(code.zh), closed ? &code : nullptr});
        for (const std::string& synonym : code.synonyms) all.push_back({PlainKey(synonym), closed ? &code : nullptr});
      }
    };
    add("lawful_basis", true);
    add("lawful_citation", false);
    std::stable_sort(all.begin(), all.end(),
                     [](const Phrase& a, const Phrase& b) { return a.text.size() > b.text.size(); });
    return all;
  }();
  return phrases;
}

// "1", "2" of codes/sex.csv, or empty: "男", "限男性", "只招男工".
std::string_view SexOf(std::string_view text) {
  std::string key = LabelKey(text);
  for (const std::string_view start : {"仅限", "只限", "只招", "限", "仅", "只"}) {
    if (key.starts_with(start)) key.erase(0, start.size());
  }
  for (const std::string_view end : {"职工", "员工", "工"}) {
    if (key.ends_with(end)) key.resize(key.size() - end.size());
  }
  const Result<std::string_view> sex = ParseSex(key);
  return sex ? *sex : std::string_view();
}

}  // namespace

std::vector<const Code*> ClosedToWomen(std::string_view basis) {
  const std::string key = PlainKey(basis);
  std::vector<const Code*> cases;
  for (std::string_view rest = key; !rest.empty();) {
    const auto found = std::find_if(Phrases().begin(), Phrases().end(),
                                    [&](const Phrase& phrase) { return rest.starts_with(phrase.text); });
    if (found == Phrases().end()) return {};
    rest.remove_prefix(found->text.size());
    if (found->closed != nullptr && std::find(cases.begin(), cases.end(), found->closed) == cases.end())
      cases.push_back(found->closed);
  }
  return cases;
}

SexLimit ReadSexLimit(std::string_view asked, std::string_view basis) {
  const std::string key = LabelKey(asked);
  for (const std::string_view none : {"", "不限", "无", "无要求", "不要求", "男女不限"}) {
    if (key == none) return {};
  }
  const std::string_view sex = SexOf(asked);
  if (sex == "1" && !ClosedToWomen(basis).empty()) return {.men_only = true, .flagged = {}};
  std::string flagged(sex == "1" ? "男" : sex == "2" ? "女" : asked);
  if (!basis.empty()) flagged += "（依据：" + std::string(basis) + "）";
  return {.men_only = false, .flagged = std::move(flagged)};
}

std::string AllClosedToWomen() {
  std::string all;
  for (const Code& code : GetCodeTable("lawful_basis").All()) all += (all.empty() ? "" : "；") + code.zh;
  return all;
}

}  // namespace gq::matching
