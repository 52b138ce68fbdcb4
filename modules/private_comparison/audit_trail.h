// What an office did in private comparisons: one line a round, chained, beside its key file (KEY.audit.csv, 0600).
//
//   seq,time,who,round,peer,session,values,input,output,chain
//
// time is UTC; peer the other office's public key; input and output SHA-256 of files. chain is a keyed hash of the line
// and the one before, so that a line cannot be changed, removed or put in without the office's key; that the last lines
// were cut off shows only against a copy, so every round prints seq and chain to be written down.
// The line is on the disk before the round's file appears. Thread-safety: appending is locked between processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::psi {

inline constexpr ErrorKind kAuditBroken{"psi.audit", 422, "审计记录对不上", "Audit trail broken"};

struct AuditLine {
  std::uint64_t seq = 0;
  std::string time;  // "2026-09-01T08:30:00Z"
  std::string who;
  std::string round;  // keys, mask, blind, answer, match
  std::string peer, session;
  std::uint64_t values = 0;
  std::string input, output;
  std::string chain;  // 64 hex digits
};

std::string AuditPathOf(const std::string& key_path);
// Every line, checked, of which the first is that of the key. kAuditBroken names the first line that is wrong, and a
// trail that is not there: it begins when the key is made.
Result<std::vector<AuditLine>> ReadAudit(const std::string& path, const std::string& key);
Result<std::vector<AuditLine>> ParseAudit(std::string_view text, const std::string& key);
// Checks the file, numbers and chains the line, appends it; answers it as written.
Result<AuditLine> AppendAudit(const std::string& path, const std::string& key, AuditLine line);

// Now, UTC, to the second; and the account of the process.
std::string AuditTime();
std::string AuditAccount();

}  // namespace gq::psi
