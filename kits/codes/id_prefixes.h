// The six-digit places that identity numbers have begun with, abolished ones included (share/id_prefixes.tsv).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gq {

class IdPrefixes {
 public:
  static Result<IdPrefixes> Load(const std::string& id_prefixes_tsv);
  static Result<IdPrefixes> LoadInstalled();  // from FindShareFolder()

  bool Contains(int prefix) const;
  std::size_t size() const { return count_; }

 private:
  std::vector<bool> known_ = std::vector<bool>(1'000'000);
  std::size_t count_ = 0;
};

}  // namespace gq
