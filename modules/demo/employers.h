// Employers and posts of the demo, as pure functions of the seed.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "modules/demo/draw.h"
#include "modules/demo/places.h"

namespace gq::demo {

// A trade with what its posts usually ask and pay.
struct Trade {
  std::string_view code, zh;
  std::string_view industry;     // code of the section
  std::string_view firm_word;    // in firms' names
  int wage_low, wage_high;       // yuan a month
  std::string_view certificate;  // asked for by some posts
};
std::span<const Trade> Trades();

struct Employer {
  std::string credit_code, name, short_name;
  const City* city;
  const Trade* trade;  // its main trade
  std::string contact, phone;
  std::string_view ownership;  // label
  int staff;
  std::string_view base_level;  // label; "" none
  bool base_enterprise = false;
};

struct Post {
  std::string id, name;
  std::uint32_t employer;
  const Trade* trade;
  int openings, wage_min, wage_max, age_min, age_max;
  bool piece_rate, dormitory, canteen, couple_room;
  std::string_view education, certificate, health;  // labels
  Date valid_from, valid_to;
  std::string reserved_region;  // six digits or ""
  std::string staff_by_origin;  // "433124:12;433125:3"
};

struct Employers {
  static constexpr std::uint32_t kCount = 300, kPosts = 1430;
  std::vector<Employer> all;                     // kCount
  std::vector<std::uint32_t> in[kDestinations];  // indices by destination

  static Employers Build(std::uint64_t seed, const Places& places);
};

// The posts for a roster of `workers`; openings add up to about a fifth of it.
std::vector<Post> BuildPosts(std::uint64_t seed, const Employers& employers, std::uint32_t workers, Date as_of);

// A valid GB 32100 code: kind 91 (companies) or 93 (cooperatives), six digits of the place.
std::string MakeCreditCode(Draw& draw, std::string_view kind, int region6);

}  // namespace gq::demo
