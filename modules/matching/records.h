// Workers and posts as the matching reads them: one record each, values already parsed, codes as the tables of codes/
// have them. Columns of `gangqiao match` (docs/reference/formats.md); the month's job fills the same records from the
// store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/unit_code.h"
#include "engines/matching/matching.h"

namespace gq::matching {

struct SkillRecord {
  std::string trade;  // code of codes/trade.csv; any other text is compared as it is
  int years = 0;
};

enum class Consent : std::uint8_t { kAsk, kYes, kNo };

struct WorkerRecord {
  std::string id;
  UnitCode region;  // where registered; at least a county
  std::optional<Date> birth;
  std::string education, health;  // codes of codes/education.csv, codes/health.csv; empty unknown
  std::vector<std::string> certificates;
  std::vector<SkillRecord> trades;  // the first four count
  std::uint8_t tiers = 0;           // bits 1 县内, 2 州内, 4 省内, 8 省外 that the worker accepts; 0 all
  std::vector<UnitCode> cities;     // places named, of any level; empty: anywhere
  std::int32_t min_wage = 0, want_wage = 0;  // yuan a month; 0 none, unknown
  std::string told_post;                     // id of the post that the worker has been told
  std::optional<Date> available_from;        // earlier than the day of matching: that day
  bool priority = false;
  std::optional<UnitCode> spouse_city;  // where the husband or wife works; at least a prefecture, else unknown
  std::uint8_t subsidy = 0;  // 1 … kSubsidyKinds: the kind of PostRecord::subsidy_months open to the worker
  bool own_wish = false, organised = false, trained = false, leader = false, experienced = false;
  // Who goes along: ids of other workers. Nobody named here is part of the score.
  std::string spouse, group;
  std::vector<std::string> companions;
  Consent may_part = Consent::kAsk;  // whether they may be sent to different cities
  // Never part of the score (D14): for the report by groups, and sex for posts that the law itself closes to women.
  char sex = 0;  // 'm', 'f', 0 unknown
  std::optional<bool> disabled;
};

struct PostRecord {
  std::string id;
  UnitCode city;  // place of work, of any level from the province down
  std::string trade;
  std::int32_t openings = 0;
  std::int32_t wage_min = 0, wage_max = 0;
  bool piece_rate = false, dormitory = false, canteen = false, training = false;
  std::optional<int> age_min, age_max;
  std::string education_min, health;      // codes; empty none
  std::vector<std::string> certificates;  // all are asked for
  std::optional<Date> valid_from, valid_to;
  std::optional<UnitCode> reserved_region;
  std::vector<std::pair<UnitCode, std::int32_t>> reserved_places;  // so many of the openings, for people of a region
  std::string employer;                                            // any text; the same for posts of one employer
  bool couple_room = false;
  // By kind: full months on post until the next subsidy for staying is due; 0 none.
  std::array<std::uint8_t, kSubsidyKinds> subsidy_months{};
  bool men_only = false;  // sex_limit.h
  // What the employer also asked for and the law forbids to ask (劳动法 12, 13, 就业促进法 27–31): column and what it
  // says. Never a condition here; the post is flagged.
  std::vector<std::pair<std::string, std::string>> unlawful;
  std::vector<std::pair<UnitCode, std::uint32_t>> staff_by_origin;  // people from there who work at the employer
};

}  // namespace gq::matching
