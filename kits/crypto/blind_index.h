// Finding an encrypted value again without opening it: a keyed HMAC-SHA256 of the normalised value, stored and indexed
// beside it (D9). Equal values give equal indexes, so a column with few possible values must not be indexed this way.
//
//   BlindIndex index(key, "person.id_number");     // one per column: the same text in two columns is not linkable
//   row.id_number_index = index.Whole(id.text());  // 16 bytes
//   row.id_number_last4 = index.LastFour(id.text());  // 8 bytes; its own key. Shorter texts are taken whole
//
// The caller normalises first (digits only, upper-case X): what is equal for people must be equal in bytes.
// Last four of an ID number have 11,000 values: who holds both table and key learns them, who holds the table only
// learns which rows agree. That is accepted for search and said in the security page.
// Thread-safety: one BlindIndex serves all threads.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "kits/crypto/key_file.h"

namespace gq::crypto {

class BlindIndex {
 public:
  BlindIndex(const MasterKey& key, std::string_view column);
  ~BlindIndex();
  BlindIndex(BlindIndex&&) noexcept;
  BlindIndex& operator=(BlindIndex&&) noexcept;

  std::array<std::uint8_t, 16> Whole(std::string_view value) const;
  std::array<std::uint8_t, 8> LastFour(std::string_view value) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gq::crypto
