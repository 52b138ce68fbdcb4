#include "bench/policy/population.h"

#include <algorithm>

namespace gq::bench {
namespace {

using policy::ColumnKind;

ColumnRecipe Words(std::vector<std::string> words) {
  ColumnRecipe recipe;
  recipe.kind = ColumnKind::kCode;
  recipe.words = std::move(words);
  return recipe;
}

ColumnRecipe Numbers(std::int64_t first, std::int64_t count, int scale = 0) {
  ColumnRecipe recipe;
  recipe.first = first;
  recipe.count = count;
  recipe.scale = scale;
  return recipe;
}

ColumnRecipe Flags(int yes) {
  ColumnRecipe recipe;
  recipe.kind = ColumnKind::kBoolean;
  recipe.yes = yes;
  return recipe;
}

}  // namespace

const std::map<std::string, ColumnRecipe>& Recipes() {
  const std::vector<std::string> mostly_yes = {"yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "no", "unknown"};
  static const std::map<std::string, ColumnRecipe> recipes = {
      {"amount_known", Flags(80)},
      {"base_enterprise", Words(mostly_yes)},
      {"claimed", Numbers(0, 30'000'000, 2)},
      {"contract_days_short", Numbers(0, 300)},
      {"contract_months", Numbers(0, 36)},
      {"contract_term", Words({"fixed", "fixed", "fixed", "fixed", "open", "none"})},
      {"course_days", Numbers(0, 60)},
      {"days_short", Numbers(0, 300)},
      {"fare", Numbers(0, 80'000, 2)},
      {"fee_taken", Words({"no", "no", "no", "no", "yes", "unknown"})},
      {"first_time_in", Words(mostly_yes)},
      {"group", Words(mostly_yes)},
      {"has_broker", Flags(60)},
      {"has_contract", Flags(90)},
      {"has_person", Flags(99)},
      {"has_spell", Flags(95)},
      {"has_period", Flags(85)},
      {"headcount", Numbers(0, 300)},
      {"insured", Words({"throughout", "throughout", "throughout", "partly", "none"})},
      {"month_worked", Words({"yes", "yes", "yes", "yes", "partly", "no"})},
      {"months_on_post", Numbers(0, 24)},
      {"newly_hired", Numbers(0, 40)},
      {"origin", Words(mostly_yes)},
      {"origin_prefecture", Words({"6211", "6211", "6211", "6404"})},
      {"period_days_short", Numbers(0, 180)},
      {"period_months", Numbers(0, 24)},
      {"public_post", Words(mostly_yes)},
      {"receipts", Numbers(0, 5)},
      {"reserved_post", Words(mostly_yes)},
      {"shows_advanced", Flags(20)},
      {"shows_graduate", Flags(40)},
      {"shows_hard_to_employ", Flags(70)},
      {"shows_hardship_student", Flags(70)},
      {"shows_intermediate", Flags(30)},
      {"shows_primary", Flags(40)},
      {"shows_returnee", Flags(50)},
      {"shows_returnee_firm", Flags(70)},
      {"shows_starter", Flags(70)},
      {"shows_station", Flags(80)},
      {"shows_village_start", Flags(70)},
      {"shows_vocational_student", Flags(70)},
      {"standard", Numbers(0, 200'000, 2)},
      {"tier", Words({"outside", "outside", "outside", "province", "prefecture", "county", "unknown"})},
      {"tracked", Flags(70)},
      {"workplace", Words(mostly_yes)},
      {"year_number", Numbers(0, 6)},
  };
  return recipes;
}

std::uint32_t Hash(std::uint32_t row, std::uint32_t salt) {
  std::uint32_t x = row * 2654435761U + salt * 40503U;
  x ^= x >> 16;
  x *= 0x85ebca6bU;
  x ^= x >> 13;
  x *= 0xc2b2ae35U;
  return x ^ (x >> 16);
}

Population::Population(std::size_t rows) : rows_(rows) {
  std::uint32_t salt = 0;
  for (const auto& [name, recipe] : Recipes()) {
    ++salt;
    std::vector<std::string> distinct;
    std::vector<std::uint8_t> code_of;
    for (const std::string& word : recipe.words) {
      const auto known = std::find(distinct.begin(), distinct.end(), word);
      code_of.push_back(static_cast<std::uint8_t>(known - distinct.begin()));
      if (known == distinct.end()) distinct.push_back(word);
    }
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint32_t hash = Hash(row, salt);
      if (recipe.kind == ColumnKind::kCode) {
        codes_[name].push_back(code_of[hash % code_of.size()]);
      } else if (recipe.kind == ColumnKind::kBoolean) {
        flags_[name].push_back(hash % 100 < static_cast<std::uint32_t>(recipe.yes) ? 1 : 0);
      } else {
        numbers_[name].push_back(recipe.first + hash % static_cast<std::uint32_t>(recipe.count));
      }
    }
    words_[name] = std::move(distinct);
  }
}

policy::Column Population::ColumnOf(const std::string& name) const {
  const ColumnRecipe& recipe = Recipes().at(name);
  if (recipe.kind == ColumnKind::kCode) return policy::Column::OfCodes(name, codes_.at(name).data(), &words_.at(name));
  if (recipe.kind == ColumnKind::kBoolean) return policy::Column::OfFlags(name, flags_.at(name).data());
  return policy::Column::OfNumbers(name, numbers_.at(name).data(), recipe.scale);
}

int Population::CodeOf(const std::string& name, const std::string& word) const {
  const auto& words = words_.at(name);
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

}  // namespace gq::bench
