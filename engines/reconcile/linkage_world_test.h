// Seeded worlds for linkage: people as FEBRL's generator makes them (Christen 2002: its error types, several
// duplicates, Zipf names), and papers as two bibliographies write them. Truth is by `owner`.
#pragma once

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engines/reconcile/linkage.h"
#include "engines/reconcile/world_test.h"

namespace gq::reconcile::testing {

using Record = std::vector<std::string>;

// Values of which early ones are common.
class Vocabulary {
 public:
  Vocabulary(Dice& dice, int words, int syllables_max) {
    static const char* const kSyllables[] = {"ba", "ren", "to",  "mil", "ka",  "sha", "lo",   "vin", "der", "mc",
                                             "pe", "ton", "ly",  "ge",  "har", "os",  "wick", "ja",  "ni",  "qu",
                                             "zo", "fer", "ash", "by",  "cor", "du",  "el",   "gra", "hu",  "is"};
    std::set<std::string> seen;
    while (static_cast<int>(words_.size()) < words) {
      std::string word;
      for (int n = 2 + dice.Below(syllables_max - 1); n > 0; --n) word += kSyllables[dice.Below(30)];
      if (seen.insert(word).second) words_.push_back(word);
    }
  }
  const std::string& Pick(Dice& dice) const {
    const double top = std::log(static_cast<double>(words_.size()));
    const auto rank = static_cast<std::size_t>(std::exp(top * dice.Below(100000) / 100000.0)) - 1;
    return words_[std::min(rank, words_.size() - 1)];
  }

 private:
  std::vector<std::string> words_;
};

inline std::string Digits(Dice& dice, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += static_cast<char>('0' + dice.Below(10));
  return out;
}

inline std::string MistypeOne(std::string text, Dice& dice) {
  if (text.empty()) return text;
  const auto at = static_cast<std::size_t>(dice.Below(static_cast<int>(text.size())));
  const bool digit = text[at] >= '0' && text[at] <= '9';
  const char other = digit ? static_cast<char>('0' + dice.Below(10)) : static_cast<char>('a' + dice.Below(26));
  switch (dice.Below(4)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text.insert(at, 1, other);
      break;
    case 2:
      if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
      break;
    default:
      text[at] = other;
  }
  return text;
}

struct Marked {
  LinkTable table;
  std::vector<int> owner;
  void Add(const Record& record, int whose) {
    table.columns.resize(record.size());
    for (std::size_t f = 0; f < record.size(); ++f) table.columns[f].push_back(record[f]);
    ++table.rows;
    owner.push_back(whose);
  }
};

// given, surname, number, address_1, address_2, suburb, postcode, state, birth, soc_sec_id: the fields of FEBRL's data
// sets.
class FebrlWorld {
 public:
  explicit FebrlWorld(unsigned seed)
      : dice(seed), given_(dice, 600, 3), surname_(dice, 2500, 4), street_(dice, 1500, 4), place_(dice, 900, 4) {}

  Record Someone() {
    const int month = 1 + dice.Below(12), day = 1 + dice.Below(28);
    const std::string birth = std::to_string(1900 + dice.Below(100)) + (month < 10 ? "0" : "") + std::to_string(month) +
                              (day < 10 ? "0" : "") + std::to_string(day);
    static const char* const kKinds[] = {"street", "place", "crescent", "road", "close", "circuit", "avenue"};
    const std::string suburb = place_.Pick(dice);
    std::string postcode = std::to_string(2000 + std::hash<std::string>()(suburb) % 3000);
    static const char* const kStates[] = {"nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"};
    Record out = {given_.Pick(dice),
                  surname_.Pick(dice),
                  std::to_string(1 + dice.Below(dice.Chance(70) ? 60 : 400)),
                  street_.Pick(dice) + " " + kKinds[dice.Below(7)],
                  dice.Chance(60) ? street_.Pick(dice) + (dice.Chance(30) ? " flats" : "") : "",
                  suburb,
                  postcode,
                  kStates[std::min(dice.Below(8), dice.Below(8))],
                  birth,
                  Digits(dice, 7)};
    if (dice.Chance(2)) out[0].clear();
    if (dice.Chance(3)) out[2].clear();
    if (dice.Chance(6)) out[8].clear();
    return out;
  }

  // Of the same household: family name, address and state are one.
  Record SomeoneBeside(const Record& other) {
    Record out = Someone();
    for (const std::size_t f : {1U, 2U, 3U, 4U, 5U, 6U, 7U}) out[f] = other[f];
    return out;
  }

  // At most `errors` changes, two a field.
  Record Spoil(Record record, int errors) {
    static const int kFields[] = {0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 7, 8, 9};
    std::map<int, int> made;
    for (; errors > 0; --errors) {
      const int field = kFields[dice.Below(15)];
      if (++made[field] > 2) continue;
      std::string& value = record[static_cast<std::size_t>(field)];
      const int kind = dice.Below(100);
      if (kind < 10) {
        value.clear();
      } else if (kind < 18 && field <= 1) {
        std::swap(record[0], record[1]);
      } else if (kind < 26 && (field == 3 || field == 4)) {
        std::swap(record[3], record[4]);
      } else if (kind < 34 && field <= 5 && field != 2) {  // a space more, or one less
        const std::size_t blank = value.find(' ');
        if (blank != std::string::npos)
          value.erase(blank, 1);
        else if (value.size() > 4)
          value.insert(value.size() / 2, " ");
      } else if (kind < 38 && field <= 1) {
        value = (field == 0 ? given_ : surname_).Pick(dice);
      } else {
        value = MistypeOne(value, dice);
      }
    }
    return record;
  }

  Dice dice;

 private:
  Vocabulary given_, surname_, street_, place_;
};

inline LinkPlan FebrlPlan() {
  LinkPlan plan;
  plan.fields = {{"given_name", Comparator::kEdit},     {"surname", Comparator::kEdit},
                 {"street_number", Comparator::kExact}, {"address_1", Comparator::kEdit},
                 {"address_2", Comparator::kEdit},      {"suburb", Comparator::kEdit},
                 {"postcode", Comparator::kId},         {"state", Comparator::kExact},
                 {"date_of_birth", Comparator::kDate},  {"soc_sec_id", Comparator::kId}};
  for (const std::size_t f : {0U, 1U, 8U, 9U}) plan.fields[f].personal = true;
  return plan;
}

struct Score {
  double precision = 0, recall = 0;
  double F1() const { return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0; }
};

inline Score ScoreLinks(const LinkResult& result, const std::vector<int>& left, const std::vector<int>& right,
                        bool dedupe) {
  std::map<int, double> lefts, rights;
  for (const int owner : left) lefts[owner] += 1;
  for (const int owner : right) rights[owner] += 1;
  double all = 0, hits = 0;
  for (const auto& [owner, n] : lefts) all += dedupe ? n * (n - 1) / 2 : n * rights[owner];
  for (const Link& link : result.links) hits += left[link.left] == (dedupe ? left : right)[link.right] ? 1 : 0;
  return {result.links.empty() ? 0 : hits / static_cast<double>(result.links.size()), all > 0 ? hits / all : 1};
}

// title, authors, venue, year.
class PaperWorld {
 public:
  explicit PaperWorld(unsigned seed)
      : dice(seed), words_(dice, 4000, 4), given_(dice, 300, 3), surname_(dice, 1500, 4) {}

  struct Paper {
    std::vector<std::string> title;
    std::vector<std::pair<std::string, std::string>> authors;
    int venue, year;
  };
  Paper Write() {
    Paper paper;
    for (int n = 4 + dice.Below(8); n > 0; --n) paper.title.push_back(dice.Chance(25) ? Small() : words_.Pick(dice));
    for (int n = 1 + dice.Below(4); n > 0; --n) paper.authors.emplace_back(given_.Pick(dice), surname_.Pick(dice));
    paper.venue = dice.Below(5), paper.year = 1994 + dice.Below(10);
    return paper;
  }
  // Another paper of the same people: some words of the title return.
  Paper Sequel(const Paper& paper) {
    Paper out = Write();
    out.authors = paper.authors;
    for (std::size_t i = 0; i < std::min(out.title.size(), paper.title.size() / 2); ++i) out.title[i] = paper.title[i];
    return out;
  }
  Record Full(const Paper& paper) const {
    static const char* const kVenues[] = {"SIGMOD Conference", "VLDB", "SIGMOD Record", "ACM Trans. Database Syst.",
                                          "VLDB J."};
    return {Title(paper), Authors(paper, false), kVenues[paper.venue], std::to_string(paper.year)};
  }
  Record Other(const Paper& paper) {
    static const char* const kVenues[] = {
        "International Conference on Management of Data", "Very Large Data Bases", "ACM SIGMOD Record",
        "ACM Transactions on Database Systems (TODS)",
        "The VLDB Journal &mdash; The International Journal on Very Large Data Bases"};
    Paper copy = paper;
    if (dice.Chance(15))
      copy.title[static_cast<std::size_t>(dice.Below(static_cast<int>(copy.title.size())))] = words_.Pick(dice);
    if (dice.Chance(10) && copy.title.size() > 4) copy.title.pop_back();
    if (dice.Chance(20) && copy.authors.size() > 1) std::swap(copy.authors[0], copy.authors.back());
    std::string title = Title(copy);
    if (dice.Chance(25)) title = MistypeOne(title, dice);
    return {title, dice.Chance(3) ? "" : Authors(copy, dice.Chance(60)), kVenues[paper.venue],
            std::to_string(paper.year + (dice.Chance(4) ? 1 : 0))};
  }

  Dice dice;

 private:
  std::string Small() {
    static const char* const kSmall[] = {"a",    "of", "the",      "in",    "for",  "and",
                                         "with", "on", "database", "query", "data", "systems"};
    return kSmall[dice.Below(12)];
  }
  static std::string Title(const Paper& paper) {
    std::string out;
    for (const std::string& word : paper.title) out += (out.empty() ? "" : " ") + word;
    return out;
  }
  static std::string Authors(const Paper& paper, bool initials) {
    std::string out;
    for (const auto& [given, surname] : paper.authors) {
      out += (out.empty() ? "" : ", ") + (initials ? given.substr(0, 1) + "." : given) + " " + surname;
    }
    return out;
  }
  Vocabulary words_, given_, surname_;
};

}  // namespace gq::reconcile::testing
