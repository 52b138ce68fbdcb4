// Seeded people in the manner of public data sets for linkage, written down from their descriptions: English people
// with e-mail and city, up to nine rows each, much missing and names exchanged; German people with two given and two
// family names and a birth date in three columns, one duplicate each. Truth is by `owner` (linkage_world_test.h).
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engines/reconcile/linkage_world_test.h"

namespace gq::reconcile::testing {

inline const std::vector<std::string>& Words(const char* list) {
  static std::map<std::string, std::vector<std::string>> known;
  std::vector<std::string>& out = known[list];
  if (out.empty()) {
    std::string word;
    for (const char* p = list;; ++p) {
      if (*p != ' ' && *p != '\0') {
        word += *p;
        continue;
      }
      if (!word.empty()) out.push_back(word);
      word.clear();
      if (*p == '\0') break;
    }
  }
  return out;
}

// Early words are common.
inline const std::string& PickEarly(Dice& dice, const std::vector<std::string>& words) {
  const int n = static_cast<int>(words.size());
  return words[static_cast<std::size_t>(std::min({dice.Below(n), dice.Below(n)}))];
}

inline std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

inline std::string TwoDigits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

inline std::string MistypeSome(std::string text, Dice& dice, int most) {
  for (int n = 1 + dice.Below(most); n > 0; --n) text = MistypeOne(text, dice);
  return text;
}

// first_name, surname, dob, city, email.
class EnglishWorld {
 public:
  // `harm`: percent of the usual number of errors and gaps.
  explicit EnglishWorld(unsigned seed, int harm = 100) : dice(seed), harm_(harm) {}

  struct Person {
    std::string first, last, city, email;
    int year, month, day;
  };
  Person Someone() {
    static const std::vector<std::string> kFirst = Words(
        "Oliver George Harry Noah Jack Charlie Leo Jacob Freddie Alfie Oscar Arthur Theo Logan Archie Thomas "
        "Joshua James William Max Ethan Isaac Lucas Edward Joseph Henry Samuel Finley Daniel Tommy Olivia Amelia "
        "Isla Ava Emily Sophia Grace Mia Poppy Ella Lily Evie Isabella Sophie Ivy Freya Harper Willow Charlotte "
        "Jessica Rosie Daisy Alice Elsie Sienna Florence Evelyn Phoebe Ruby Robert Michael David Matthew Eleanor");
    static const std::vector<std::string> kLast = Words(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White "
        "Roberts Green Hall Thomas Clarke Jackson Wood Harris Edwards Turner Martin Cooper Hill Ward Hughes Moore "
        "Clark King Harrison Lewis Baker Lee Allen Morris Khan Scott Watson Davis Parker James Bennett Young "
        "Phillips Richardson Mitchell Bailey Carter Cook Singh Shaw Bell Collins Morgan Kelly Begum Miller Cox "
        "Hussain Marshall Simpson Price Anderson Adams Wilkinson Ali Ahmed Foster Ellis Murphy Chapman Mason Gray");
    static const std::vector<std::string> kCities = Words(
        "Birmingham Leeds Manchester Liverpool Sheffield Bristol Glasgow Edinburgh Cardiff Belfast Leicester "
        "Coventry Bradford Nottingham Hull Newcastle-upon-Tyne Stoke-on-Trent Southampton Derby Portsmouth "
        "Brighton Plymouth Northampton Reading Luton Wolverhampton Bolton Norwich Swindon Swansea Middlesbrough");
    Person out;
    out.first = dice.Pick(kFirst), out.last = dice.Pick(kLast);
    out.city = dice.Chance(30) ? "London" : PickEarly(dice, kCities);
    out.year = 1970 + dice.Below(50), out.month = 1 + dice.Below(12), out.day = 1 + dice.Below(28);
    const std::string user = dice.Chance(50) ? out.first + "." + out.last : out.first;
    static const char* const kEnds[] = {".com", ".com", ".net", ".org", ".biz", ".info"};
    out.email = Lower(user) + std::to_string(1 + dice.Below(300)) + "@" + Lower(dice.Pick(kLast)) +
                (dice.Chance(33) ? "-" + Lower(dice.Pick(kLast)) : "") + kEnds[dice.Below(6)];
    return out;
  }

  Record Write(const Person& person, bool spoil) {
    std::string first = person.first, last = person.last, city = person.city, email = person.email;
    int year = person.year, month = person.month, day = person.day;
    if (spoil) {
      if (Harmed(6)) std::swap(first, last);
      if (Harmed(4)) first = first.substr(0, 3);
      if (Harmed(20)) first = MistypeSome(first, dice, 2);
      if (Harmed(20)) last = MistypeSome(last, dice, 2);
      if (Harmed(3)) last = Someone().last;
      if (Harmed(25)) {
        const int what = dice.Below(4);
        if (what == 0 || what == 3) month = 1 + dice.Below(12);
        if (what == 1 || what == 3) day = 1 + dice.Below(28);
        if (what == 2) year += dice.Below(7) - 3;
      }
      if (Harmed(20)) city = MistypeSome(city, dice, 3);
      if (Harmed(20)) email = MistypeSome(email, dice, 3);
    }
    return {Harmed(17) ? "" : first, Harmed(18) ? "" : last,
            std::to_string(year) + "-" + TwoDigits(month) + "-" + TwoDigits(day), Harmed(19) ? "" : city,
            Harmed(21) ? "" : email};
  }

  Marked Rows(std::size_t rows) {
    static const int kCopies[] = {1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    Marked out;
    for (int owner = 0; out.table.rows < rows; ++owner) {
      const Person person = Someone();
      for (int n = kCopies[dice.Below(11)], i = 0; i < n && out.table.rows < rows; ++i)
        out.Add(Write(person, i > 0 || dice.Chance(30)), owner);
    }
    return out;
  }

  Dice dice;

 private:
  bool Harmed(int percent) { return dice.Chance(percent * harm_ / 100); }
  const int harm_;
};

// fname_c1, fname_c2, lname_c1, lname_c2, by, bm, bd; what is missing is NA.
class GermanWorld {
 public:
  explicit GermanWorld(unsigned seed) : dice(seed) {
    for (const std::string& front :
         Words("MUELL SCHMI SCHNEID FISCH MEY WEB SCHUL WAGN BECK HOFFM SCHAEF KOCH BAU RICHT "
               "KLEIN WOLF SCHROED NEUM SCHWARZ ZIMM KRUEG HARTM LANG WERN KRAUS LEHM KOEHL "
               "HERRM WALT KOEN HUB KAIS FUCHS PET SCHOLZ MOELL WEISS JUNG HAHN VOG")) {
      for (const std::string& back : Words("ER MANN E KE EL INGER T LER OW STEIN BERG DORF BACH HAUS HOFER"))
        last_.push_back(front + back);
    }
    for (std::size_t i = last_.size(); i > 1; --i)
      std::swap(last_[i - 1], last_[static_cast<std::size_t>(dice.Below(static_cast<int>(i)))]);
  }

  Record Someone() {
    return {First(),
            dice.Chance(3) ? First() : "NA",
            PickEarly(dice, last_),
            dice.Chance(2) ? PickEarly(dice, last_) : "NA",
            std::to_string(1915 + dice.Below(50) + dice.Below(45)),
            std::to_string(1 + dice.Below(12)),
            std::to_string(1 + dice.Below(28))};
  }
  // One error, now and then two.
  Record Spoil(Record record) {
    for (int n = dice.Chance(20) ? 2 : 1; n > 0; --n) {
      switch (dice.Below(8)) {
        case 0:
        case 1:
          record[0] = Mistype(record[0]);
          break;
        case 2:
        case 3:
          record[2] = Mistype(record[2]);
          break;
        case 4:
          record[1] = record[1] == "NA" ? First() : "NA";
          break;
        case 5:
          record[4] = std::to_string(std::stoi(record[4]) + (dice.Chance(50) ? 1 : 10) * (dice.Chance(50) ? 1 : -1));
          break;
        case 6:
          record[5] = std::to_string(1 + dice.Below(12));
          break;
        default:
          record[6] = std::to_string(1 + dice.Below(28));
      }
    }
    return record;
  }

  // `people` and a duplicate of every ninth.
  Marked Rows(int people) {
    std::vector<std::pair<Record, int>> all;
    for (int i = 0; i < people; ++i) {
      all.emplace_back(Someone(), i);
      if (i % 9 == 0) all.emplace_back(Spoil(all.back().first), i);
    }
    for (std::size_t i = all.size(); i > 1; --i)
      std::swap(all[i - 1], all[static_cast<std::size_t>(dice.Below(static_cast<int>(i)))]);
    Marked out;
    for (const auto& [record, owner] : all) out.Add(record, owner);
    return out;
  }

  Dice dice;

 private:
  const std::string& First() {
    static const std::vector<std::string> kFirst = Words(
        "PETER MICHAEL THOMAS ANDREAS WOLFGANG KLAUS JUERGEN GUENTER STEFAN CHRISTIAN UWE WERNER HORST FRANK DIETER "
        "MANFRED GERHARD HANS BERND TORSTEN MATTHIAS HELMUT WALTER HEINZ MARTIN JOERG ROLF JENS SVEN ALEXANDER URSULA "
        "KARIN HELGA SABINE INGRID RENATE MONIKA SUSANNE GISELA PETRA BIRGIT ANDREA ANNA BRIGITTE CLAUDIA ERIKA "
        "CHRISTA ELKE STEFANIE GERTRUD ELISABETH MARIA ANGELIKA HEIKE GABRIELE KATHRIN ILSE NICOLE ANJA BARBARA "
        "HILDEGARD MARTINA CARSTEN RALF VOLKER KARL DETLEF JOACHIM RUEDIGER HARALD NORBERT SIEGFRIED ERNST RAINER "
        "KURT OLAF HOLGER DIRK MARCO DANIEL MARKUS SEBASTIAN FLORIAN TOBIAS KAI LOTHAR ERWIN RUDOLF OTTO HARTMUT");
    return PickEarly(dice, kFirst);
  }
  std::string Mistype(const std::string& text) {
    std::string out = MistypeOne(text, dice);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out.empty() ? text : out;
  }
  std::vector<std::string> last_;
};

}  // namespace gq::reconcile::testing
