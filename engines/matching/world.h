// What both solvers share: the prepared world, and the scanner that finds a worker's best posts in it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engines/matching/eligibility.h"
#include "engines/matching/matching.h"
#include "engines/matching/probability.h"
#include "engines/matching/scan.h"
#include "engines/matching/score.h"

namespace gq::matching {

// Immutable once made; thread-safe.
struct World {
  const Workers* workers;
  const Posts* posts;
  ScoreModel model;
  Eligibility eligibility;
  std::map<std::uint16_t, std::vector<std::int32_t>> arrive;  // by weight
  std::vector<const std::int32_t*> arrive_of;                 // by weight, at index 0; nullptr where no worker has it
  std::vector<std::int32_t> stay1, stay3, stay6;
  const std::vector<std::int32_t>* stay;                      // the one of the horizon
  std::vector<std::int32_t> capacity;                         // by position, told workers' places taken out; padded to whole blocks
  std::vector<std::uint64_t> places_left;                     // bitmap of positions with capacity > 0
  std::vector<std::uint32_t> sequence;                        // workers who have not been told a post, by profile

  const std::int32_t* ArriveTableOf(std::size_t worker) const { return arrive_of[workers->weight[worker]]; }
  const std::int32_t* PlainArriveTable() const { return arrive_of[1000]; }
  const std::int32_t* StayTableAtZero() const { return stay->data() - kIndexMin; }
};

// Scans for one worker after the other; keeps the base of the last profile. One thread at a time.
class Scanner {
 public:
  Scanner(const World& world, Kernel kernel)
      : world_(world), kernel_(kernel), feasible_(world.model.blocks()), base_(world.model.blocks() * 64), built_(world.model.blocks(), 0) {}

  // Best posts by value minus price[position].
  void ScanNet(std::size_t worker, const std::int32_t* price, BestPosts& best) { Scan(worker, price, nullptr, best); }
  // Best posts by arrival, of those where the worker's stay is above stay_floor[position].
  void ScanArrive(std::size_t worker, const std::int32_t* stay_floor, BestPosts& best) { Scan(worker, nullptr, stay_floor, best); }

  // Of the last scanned worker; `position` must have been feasible.
  Effect Index(std::uint32_t position) const { return Unpack(AddHalves(base_[position], world_.model.worker(worker_))); }
  const std::vector<std::uint64_t>& feasible() const { return feasible_; }

 private:
  void Scan(std::size_t worker, const std::int32_t* price, const std::int32_t* stay_floor, BestPosts& best) {
    worker_ = worker;
    world_.eligibility.Write(worker, world_.places_left.data(), feasible_.data());
    if (!any_ || world_.model.profile(worker) != profile_) {
      profile_ = world_.model.profile(worker);
      world_.model.FillRows(profile_, rows_);
      any_ = true;
      ++generation_;
    }
    for (std::size_t block = 0; block < feasible_.size(); ++block) {
      if (feasible_[block] == 0 || built_[block] == generation_) continue;
      kernel_.build_block(world_.model.codes(), rows_, block, base_.data());
      world_.model.AddStaff(rows_.origin, block, base_.data());
      built_[block] = generation_;
    }
    best.Clear();
    const std::int32_t* arrive = price != nullptr ? world_.ArriveTableOf(worker) : world_.PlainArriveTable();
    kernel_.scan({feasible_.data(), feasible_.size(), base_.data(), world_.model.worker(worker), arrive, world_.StayTableAtZero(), price, stay_floor},
                 best);
  }

  const World& world_;
  Kernel kernel_;
  ScoreModel::Rows rows_;
  std::vector<std::uint64_t> feasible_;
  std::vector<std::uint32_t> base_, built_;
  std::uint32_t generation_ = 0, profile_ = 0;
  std::size_t worker_ = 0;
  bool any_ = false;
};

}  // namespace gq::matching
