// The master key: 32 bytes in a file of mode 0600 outside the data folder (decision D9). Every other key is derived
// from it, so one sheet of paper, the recovery form, is enough to read a backup.
//
//   MasterKey key = TRY(CreateKeyFile("/etc/gangqiao/master.key", "/var/lib/gangqiao"));
//   Print(key.RecoveryForm());      // 2GQ4T-....: twelve groups of five, with a checksum
//   MasterKey same = TRY(ReadKeyFile("/etc/gangqiao/master.key"));
//   MasterKey again = TRY(MasterKey::FromRecoveryForm(typed));
//
// The store keeps key.id() (16 hex digits, says nothing about the key) and calls CheckKeyId at opening, so that a wrong
// key file is a clear sentence and not a thousand unreadable rows.
// Thread-safety: a MasterKey is a value; const use from any thread. Its memory is overwritten when it goes.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::crypto {

inline constexpr ErrorKind kKeyFile{"crypto.key_file", 500, "密钥文件不可用", "Key file unusable"};
inline constexpr ErrorKind kRecoveryForm{"crypto.recovery_form", 422, "恢复码有误", "Recovery form invalid"};
inline constexpr ErrorKind kWrongKey{"crypto.wrong_key", 500, "密钥不对", "Wrong key"};

using Key = std::array<std::uint8_t, 32>;

class MasterKey {
 public:
  static MasterKey Random();
  static MasterKey FromBytes(const Key& bytes);
  // Accepts what ToRecoveryForm prints, in any case, with or without dashes and blanks.
  static Result<MasterKey> FromRecoveryForm(std::string_view text);

  ~MasterKey();
  MasterKey(const MasterKey&) = default;
  MasterKey& operator=(const MasterKey&) = default;

  // Anyone who holds this text can read all data: print it, lock it away, never log it.
  std::string RecoveryForm() const;
  // The same for paper: three numbered lines, each with two check characters of its own, so that a slip is found by
  // line.
  //   1  2GQ4T-8K0DM-...-...  7H
  std::string RecoveryLines() const;
  // Accepts RecoveryLines (in any order, blank lines and lines that begin with # left out) and RecoveryForm; names the
  // line that is wrong.
  static Result<MasterKey> FromRecoveryLines(std::string_view text);
  // 16 hex digits that tell keys apart and reveal nothing about them.
  std::string id() const;
  // HKDF-SHA256 (RFC 5869) with the purpose as info: "field/aes", "index/whole" ... Different purposes, unrelated keys.
  Key Derive(std::string_view purpose) const;

 private:
  explicit MasterKey(const Key& bytes) : bytes_(bytes) {}
  Key bytes_;
};

// Makes a new random key and writes it; refuses to replace a file and refuses a place inside `data_folder` (a copy of
// the folder would carry the key with it). Pass an empty data_folder only in tests.
Result<MasterKey> CreateKeyFile(const std::filesystem::path& path, const std::filesystem::path& data_folder);
// The same with a given key: for restoring from the recovery form.
Status WriteKeyFile(const MasterKey& key, const std::filesystem::path& path, const std::filesystem::path& data_folder);
// Refuses a file that the group or others may read, that belongs to somebody else (root aside), or that is damaged.
Result<MasterKey> ReadKeyFile(const std::filesystem::path& path);

// kWrongKey when the store was written with another key.
Status CheckKeyId(const MasterKey& key, std::string_view id_in_store);

}  // namespace gq::crypto
