// Whether the records are what their events say. Events hold every value before and after; so for each record the sum
// of what its events added and took away must be what stands in its table. Sums are 128 bits of SHA-256 per field,
// joined by exclusive or: the order does not matter, and a record whose sum is zero needs no more memory.
//
// Not compared, because they stand in no event: derived fields, versions and times of writing, passwords, what a match
// has placed; observations; divisions of the tree. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kits/json/reader.h"
#include "kits/store/store.h"

namespace gq::store {

class RecordCheck {
 public:
  explicit RecordCheck(Store& store);

  // The payload of an event of `chain`; `number` is its place there.
  Status AddEvent(std::int64_t chain, std::int64_t number, std::int64_t at, const Uuid& subject,
                  std::string_view action, std::string_view payload);
  // The records and accesses of a chain's county, when all its events were added.
  Status AddRecords(db::Connection& connection, std::int64_t chain);
  // The rest of the tables; then one sentence for each record and access that does not agree.
  Status Finish(db::Connection& connection, std::vector<std::string>& problems);

 private:
  struct Key {
    std::uint8_t type;
    std::array<char, 16> id;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Sum {
    std::uint64_t low = 0, high = 0;
    std::int32_t events = 0, rows = 0;  // of those that are there
    bool IsZero() const { return low == 0 && high == 0 && events == rows; }
  };
  struct Access {
    std::int64_t chain = 0, number = 0;  // 0: no event
    std::int32_t events = 0, rows = 0;
  };

  int IndexOf(std::string_view type) const;
  void AddField(Sum& sum, const RecordType& type, const Key& key, const Field& field, const Value& value) const;
  Status AddChange(const json::Node& change);
  Status ReadRows(db::Connection& connection, const RecordType& type, const std::string& where, db::Params params);
  Status ReadAccesses(db::Connection& connection, const std::string& where, db::Params params);
  void DropWhatAgrees();

  Store& store_;
  std::vector<const RecordType*> types_;
  std::unordered_map<Key, Sum, KeyHash> sums_;
  std::map<std::string, Access> accesses_;  // county, time, person, field and purpose
  std::vector<std::int64_t> chains_;
};

}  // namespace gq::store
