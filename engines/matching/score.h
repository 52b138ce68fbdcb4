// The score's tables, laid out for scanning: both indices of a pair packed into one 32-bit word (arrive below, stay above), added by halves.
//
//   index(worker, post) = worker(worker) + base(profile of the worker, post)
//   base(profile, post) = post + place[origin][city, canteen] + trade[profile][trade, piece rate] + wage[want][wage] + staff(origin, post)
//
// A profile is what of a worker meets a post: origin, trades, wanted wage. Workers of one profile share the base, which is built once
// for all of them, in blocks of 64 posts and only where one of them has a possible post.
//
// Posts are kept in scan order: by city, then as given; so posts that a worker cannot reach stand together and their blocks are skipped.
// Immutable after Build; thread-safe. Effects are within ±1024 and at most 24 are added: halves never overflow.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

inline constexpr std::uint32_t Pack(Effect effect) {
  return static_cast<std::uint16_t>(effect.arrive) | static_cast<std::uint32_t>(static_cast<std::uint16_t>(effect.stay)) << 16;
}
inline constexpr Effect Unpack(std::uint32_t packed) {
  return {static_cast<std::int16_t>(packed & 0xFFFF), static_cast<std::int16_t>(packed >> 16)};
}
inline constexpr std::uint32_t AddHalves(std::uint32_t a, std::uint32_t b) {
  return ((a + b) & 0xFFFF) | ((a & 0xFFFF0000U) + (b & 0xFFFF0000U));
}

inline constexpr int kWageClasses = 256;  // hundreds of yuan

// Everything that the pair's score adds up, one by one.
struct Contribution {
  Factor factor;
  Effect effect;
};
inline constexpr std::size_t kContributionsMax = 24;
struct Contributions {
  std::size_t count = 0;
  Contribution items[kContributionsMax];
  Effect total;
};

class ScoreModel {
 public:
  static ScoreModel Build(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights);

  std::size_t positions() const { return order_.size(); }
  std::size_t blocks() const { return (order_.size() + 63) / 64; }
  const std::vector<std::uint32_t>& order() const { return order_; }        // post of a position
  const std::vector<std::uint32_t>& position() const { return position_; }  // position of a post

  std::uint32_t worker(std::size_t w) const { return worker_[w]; }
  std::uint32_t profile(std::size_t w) const { return profile_of_[w]; }
  std::size_t profiles() const { return profiles_.size(); }

  // Tables of one profile, to build base blocks from.
  struct Rows {
    const std::uint32_t* place;         // by PostCodes::place
    std::vector<std::uint32_t> trade;   // by PostCodes::trade
    const std::uint32_t* wage;          // by PostCodes::wage
    std::uint16_t origin;
  };
  void FillRows(std::uint32_t profile, Rows& rows) const;

  // By position, padded to whole blocks.
  struct PostCodes {
    std::vector<std::uint32_t> own;
    std::vector<std::uint16_t> place, trade, wage;
  };
  const PostCodes& codes() const { return codes_; }
  // Adds the townspeople's part to a block that was built without it.
  void AddStaff(std::uint16_t origin, std::size_t block, std::uint32_t* base) const;

  // The same sum, by factors. Its total is the sum of worker() and base; the tests compare them.
  Contributions Explain(std::size_t worker, std::size_t post) const;

 private:
  struct Profile {
    std::uint16_t origin, want_class;
    std::array<TradeSkill, kTradesPerWorker> trades;  // years as band 1 … 4; sorted
    friend auto operator<=>(const Profile&, const Profile&) = default;
  };
  struct StaffEffect {
    std::uint32_t position, effect;
  };
  Effect TradeEffect(const Profile& profile, std::uint16_t trade, bool piece_rate, Effect* piece) const;
  Profile ProfileOf(std::size_t worker) const;
  void BuildPosts();
  void BuildWorkers();
  void BuildStaff();

  const Workers* workers_ = nullptr;
  const Posts* posts_ = nullptr;
  const Places* places_ = nullptr;
  const Weights* weights_ = nullptr;
  std::vector<std::uint32_t> order_, position_;
  PostCodes codes_;
  std::vector<std::uint32_t> worker_, profile_of_;
  std::vector<Profile> profiles_;
  std::vector<std::uint32_t> place_rows_, wage_rows_;
  std::vector<std::uint16_t> trades_;            // distinct trades of posts, sorted
  std::vector<std::uint32_t> staff_begin_;       // by origin
  std::vector<StaffEffect> staff_;               // of an origin, by position
};

}  // namespace gq::matching
