// The keys of a store at work: seals personal values and makes the keyed indexes that find them again (D9).
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/field.h"
#include "base/result.h"
#include "kits/crypto/key_file.h"

namespace gq::store {

class Vault {
 public:
  explicit Vault(const crypto::MasterKey& key);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  // `id`: the record's 16 bytes, or whatever ties the value to its place.
  std::string Seal(std::string_view place, std::string_view id, std::string_view text) const;
  Result<std::string> Open(std::string_view place, std::string_view id, std::string_view sealed) const;

  // Was it sealed with this key? Every value names its own.
  bool IsOwn(std::string_view sealed) const;

  // Keyed index of a value, 24 bytes: 8 of its last four characters, then 16 of the whole. One index of the database
  // so serves both questions (ADR 9). `column` is "person.phone"; the text is normalised (blanks and dashes dropped,
  // upper case) first, so that what is equal for people is equal in bytes.
  std::string Index(std::string_view column, std::string_view text) const;
  // The indexes of all values that end in these four characters: first <= index < end.
  struct Range {
    std::string first, end;
  };
  Range TailRange(std::string_view column, std::string_view last_four) const;

  const std::string& key_id() const { return key_id_; }
  // A key of 32 bytes for a purpose of a module (sidecars of comparisons and the like).
  crypto::Key Derive(std::string_view purpose) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string key_id_;
};

// What Index() hashes: digits and letters only, upper case.
std::string NormaliseSecret(std::string_view text);

}  // namespace gq::store
