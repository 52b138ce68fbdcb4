// A file sealed in pieces of 1 MiB with the keys of a store, so that what was uploaded does not lie in clear on the
// disk (D9).
//
//   "GQSEAL1\n", then for each piece its length (4 bytes, big-endian) and the sealed bytes; every piece is tied to the
//   file's id, its number and whether it is the last, so that pieces cannot be exchanged, dropped or cut off. Memory:
//   two pieces. Files are written with mode 0600.
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/store/vault.h"

namespace gq::store {

inline constexpr ErrorKind kBadSeal{"store.bad_seal", 422, "加密的文件打不开", "Sealed file cannot be opened"};

bool IsSealedFile(const std::string& path);
// `id` names the file for ever after. kIo when one cannot be read or the other not be written; `to` then is not there.
Status SealFile(const Vault& vault, std::string_view id, const std::string& from, const std::string& to);
// kBadSeal when a byte was changed, the file cut, or the id or the key is another.
Status OpenFile(const Vault& vault, std::string_view id, const std::string& from, const std::string& to);

}  // namespace gq::store
