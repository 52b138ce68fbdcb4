// Seeded random worlds for the tests of this folder, and GB18030 through the C library.
#pragma once

#include <iconv.h>

#include <array>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "engines/reconcile/reconcile.h"

namespace gq::reconcile::testing {

inline std::string Iconv(const char* to, const char* from, std::string_view text, bool* valid = nullptr) {
  iconv_t handle = iconv_open(to, from);
  std::string out(text.size() * 4 + 16, '\0');
  char* in_at = const_cast<char*>(text.data());
  char* out_at = out.data();
  std::size_t in_left = text.size(), out_left = out.size();
  const std::size_t result = iconv(handle, &in_at, &in_left, &out_at, &out_left);
  if (valid != nullptr) *valid = result != static_cast<std::size_t>(-1);
  out.resize(out.size() - out_left);
  iconv_close(handle);
  return out;
}

inline std::string ToGb18030(std::string_view utf8) { return Iconv("GB18030", "UTF-8", utf8); }

inline bool FromGb18030(std::string_view text, std::string& utf8) {
  bool valid = false;
  const std::string out = Iconv("UTF-8", "GB18030", text, &valid);
  if (valid) utf8 += out;
  return valid;
}

inline std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline const Context& TestContext() {
  static const Context* const context = [] {
    auto rules = Rules::Parse(Slurp("rules/reconcile/findings.csv"), Slurp("rules/reconcile/words.csv"));
    if (!rules) throw std::runtime_error(rules.error().ToString());
    return new Context{*rules, Gb18030(FromGb18030), Variants::Parse("峯,峰\n羣,群\n"), nullptr};
  }();
  return *context;
}

using Row = std::vector<std::string>;

// A table: header and rows; a row whose first cell begins with "\1" is written raw behind that mark (a broken line).
struct Table {
  std::vector<Row> rows;

  std::string Csv(const std::string& line_end = "\n", bool quote_some = false) const {
    std::string out;
    std::mt19937 random(7);
    for (const Row& row : rows) {
      if (!row[0].empty() && row[0][0] == '\1') {
        out += row[0].substr(1) + line_end;
        continue;
      }
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out += ',';
        std::string cell;
        AppendCell(row[i], cell);
        if (quote_some && cell == row[i] && random() % 5 == 0) cell = '"' + cell + '"';
        out += cell;
      }
      out += line_end;
    }
    return out;
  }
};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(Below(static_cast<int>(from.size())))];
  }

 private:
  std::mt19937 random_;
};

inline IdKey RandomKey(Dice& dice) {
  static const std::vector<int> kPlaces = {433127, 433122, 431302, 440902, 500240, 522627, 429004};
  const int year = 1955 + dice.Below(50);
  const std::uint64_t digits =
      ((static_cast<std::uint64_t>(dice.Pick(kPlaces)) * 10000 + static_cast<unsigned>(year)) * 10000 +
       static_cast<unsigned>((1 + dice.Below(12)) * 100 + 1 + dice.Below(28))) *
          1000 +
      static_cast<unsigned>(1 + dice.Below(999));
  return MakeKey(digits, CheckCode(digits));
}

inline std::string RandomName(Dice& dice) {
  static const std::vector<std::string> kFamily = {"王", "李", "张", "刘", "向",   "田",
                                                   "彭", "龙", "石", "麻", "欧阳", "曾"};
  static const std::vector<std::string> kGiven = {"伟", "芳", "秀英", "敏", "静", "强",   "磊", "军",
                                                  "洋", "勇", "艳",   "峰", "群", "建国", "㼆", "小燕"};
  return dice.Pick(kFamily) + dice.Pick(kGiven);
}

}  // namespace gq::reconcile::testing
