// Changing the key of a store (D9): every sealed value is opened with the old key and sealed with the new one, keyed
// indexes are made anew.
//
// The store must be this process's alone. Work goes by pages of a table, each in a transaction of its own; a value
// names the key it was sealed with, so after a kill the same call goes on where it stood. Event chains are not touched:
// hashes cover commitments, not ciphers.
//
//   setting key_id = old, next_key_id = new    while it runs; Store::Open refuses the store meanwhile
//   setting key_id = new                       at the end
//
// Thread-safety: one thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "kits/store/store.h"

namespace gq::store {

// A sealed column outside of the record types, whose kSecret fields are known.
struct SealedColumn {
  std::string table, column, place;
  // What the value is tied to: the texts of these columns one after another (numbers in decimal); "=/" stands for "/".
  std::vector<std::string> id;
};
// A table that holds a copy of the keyed index of a field, changed together with it.
struct IndexCopy {
  std::string place;          // "person_identifier.value"
  std::string table, column;  // "identity_index", "value_index"
};
struct RotationPlan {
  std::vector<SealedColumn> columns;
  std::vector<IndexCopy> copies;
};

struct RotationCount {
  std::int64_t rows = 0, values = 0;  // values that were sealed anew by this call
};

// `watch` is told table and rows gone through.
Result<RotationCount> Rotate(Store& store, const crypto::MasterKey& old_key, const crypto::MasterKey& new_key,
                             const RotationPlan& plan,
                             const std::function<void(const std::string& table, std::int64_t rows)>& watch = {});

// Files of a change: the new key waits in "<key>.next"; at the end it takes the place of the key, which is kept as
// "<key>.<first 8 of its id>" for older backups.
std::filesystem::path NextKeyPath(const std::filesystem::path& key_path);
// Does the last step where a crash left it out: `key_id` is the store's. Nothing when the files are as they should be.
Status FinishKeyFiles(const std::filesystem::path& key_path, const std::string& key_id);

}  // namespace gq::store
