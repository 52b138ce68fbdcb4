// What next month's comparison remembers of this one (--since): for each person a keyed index instead of the ID, the
// finding, the employer and which registries held the person for certain. 25 bytes a person, sorted by index.
//
// The index is SipHash-2-4 with a secret of 128 bits that lies outside the folder (SidecarKey): an ordinary hash of an
// ID protects nothing, because all IDs of a province are hashed in minutes. Who has the file without the secret learns
// how many people there are. Thread-safety: functions from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "modules/sources/compare.h"

namespace gq::sources {

using SidecarKey = std::array<std::uint8_t, 16>;
// Reads the secret, or makes one (mode 0600) when there is no such file. Refuses a file that others may read.
Result<SidecarKey> GetSidecarKey(const std::string& path);
// $XDG_CONFIG_HOME/gangqiao/compare.key, or below $HOME/.config.
std::string DefaultSidecarKeyPath();

struct SidecarEntry {
  std::uint64_t person = 0;           // keyed index of the ID
  std::uint32_t front = 0, back = 0;  // of name + first 14 and of name + last 12 digits: finds a corrected ID
  std::uint32_t employer = 0;         // of the employer's folded code or name; 0 = none
  std::uint32_t row = 0;
  std::uint8_t finding = 0;
  std::uint8_t registries = 0;  // bits by reconcile::TableKind: found there, exact or repaired
};

struct Sidecar {
  std::uint8_t registries = 0;        // bits of those that were compared
  std::vector<SidecarEntry> entries;  // of the people who have a usable ID, sorted by person
};

Sidecar MakeSidecar(const CompareResult& result, const SidecarKey& key);
std::string FormatSidecar(const Sidecar& sidecar, const SidecarKey& key);
// kFile when the bytes are no sidecar, are damaged, or were made with another secret. Those that knew nothing of
// registries yet are read as if none had been compared.
Result<Sidecar> ParseSidecar(std::string_view bytes, const SidecarKey& key);

enum class ChangeKind : std::uint8_t { kEntered, kLeft, kEmployerChanged, kCorrected };
std::string_view NameOf(ChangeKind kind);
struct Change {
  std::uint32_t row;  // of this month's roster; kLeft: of last month's
  ChangeKind kind;
};
// One person who stands in both rosters and whom one registry holds now and did not before, or the other way round.
struct RegistryChange {
  std::uint32_t row;  // of this month's roster
  reconcile::TableKind registry;
  ChangeKind kind;  // kEntered or kLeft
};
struct MonthChanges {
  std::vector<Change> people;              // by kind left last, then by row
  std::vector<RegistryChange> registries;  // of registries that both months compared; by row, then by registry
};
MonthChanges CompareMonths(const Sidecar& before, const Sidecar& now);

}  // namespace gq::sources
