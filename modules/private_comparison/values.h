// What is compared in private: of each person up to two values, hashed to points and blinded by many threads.
//
//   kId            the 18 characters of the normalised ID
//   kIdAndName     the same with the folded name behind it: says whether the name agrees, and is the only way in which
//                  the IDs that a wrong one of the roster may have been are asked for, so that nobody learns whether a
//                  stranger's ID exists
//   kRepairAndName an ID that a wrong one of the registry may have been, with the name: kept apart from kIdAndName, so
//                  that two wrong IDs never meet in an ID that neither of them may be
//
// Thread-safety: functions without shared state.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/reconcile/identities.h"
#include "engines/reconcile/repair.h"
#include "kits/crypto/blind_point.h"

namespace gq::psi {

enum class ValueKind : std::uint8_t { kId = 1, kIdAndName, kRepairAndName };

struct PlainValue {
  ValueKind kind;
  std::string text;  // personal data: stays in memory
};
PlainValue IdValue(reconcile::IdKey key);
// `kind`: kIdAndName or kRepairAndName.
PlainValue NamedValue(ValueKind kind, reconcile::IdKey key, std::string_view folded_name);
crypto::Point PointOf(const PlainValue& value);
std::string_view PurposeOf(ValueKind kind);

// The values by which a registry row may be found: its ID, its ID with the name, and, when its ID is wrong, every ID
// that it may have been, with the name. `scratch` is for reuse.
void AppendRegistryValues(const reconcile::Identity& row, std::vector<reconcile::RepairCandidate>& scratch,
                          std::vector<PlainValue>& out);

// Calls work(begin, end) for parts of [0, count) on `threads` threads and waits.
void InParallel(std::size_t count, int threads, const std::function<void(std::size_t, std::size_t)>& work);

// points[i] = scalar * points[i]; the index of the first that is no element, or `count`.
std::size_t MultiplyAll(const crypto::Scalar& scalar, crypto::Point* points, std::size_t count, int threads);

}  // namespace gq::psi
