// Numbers of bank cards and accounts, as they are written into rosters and forms.
//
// Banks have no check that all accounts pass (cards follow ISO/IEC 7812, passbooks and accounts of firms do not), so
// only the shape is looked at: what cannot be a number, and what a spreadsheet has ruined. Personal data: the reason
// never holds the number. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace gq {

struct BankAccountReading {
  std::string cleaned;            // half width, without blanks and hyphens; what is kept
  std::string_view reason, cure;  // Chinese; empty when the number may stand
};
// 8 to 32 digits. "6.217E+18" is a number that a spreadsheet has cut.
BankAccountReading ReadBankAccount(std::string_view text);

}  // namespace gq
