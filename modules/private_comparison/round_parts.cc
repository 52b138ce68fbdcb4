#include "modules/private_comparison/round_parts.h"

#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"

namespace gq::psi {

Result<Parties> OpenParties(const RoundOptions& options, Role role) {
  Parties out{TRY(ReadOfficeKey(options.key_path)), {}};
  TRY(RequireRole(out.mine.office, role, "--key 的密钥"));
  out.peer = TRY(ReadOffice(options.peer_path));
  TRY(RequireRole(out.peer, role == Role::kAsker ? Role::kHolder : Role::kAsker, "--peer 的公钥"));
  return out;
}

Status CheckBinding(const ExchangeReader& reader, const std::string& from, const std::string& to,
                    const std::string& what) {
  if (reader.head().from != from)
    return Fail(kTampered, what + "不是由 --peer 那个单位签名的", "请核对 --peer 文件和双方的指纹");
  if (reader.head().Get("to") != to)
    return Fail(kWrongSession, what + "不是发给本单位的", "请向对方要发给本单位的文件");
  return Ok();
}

Status CheckLine(const ExchangeReader& reader, const std::string& line, const std::string& wanted,
                 const std::string& what) {
  if (reader.head().Get(line) == wanted) return Ok();
  return Fail(kWrongSession, what + "与这一次比对对不上（" + line + " 不同）", "请使用同一次比对的一套文件");
}

Status Record(const RoundOptions& options, const Parties& parties, const std::string& round, const std::string& input,
              RoundResult& result) {
  AuditLine line;
  line.time = AuditTime(), line.who = AuditAccount(), line.round = round, line.peer = parties.peer.key;
  line.session = result.session, line.values = result.values, line.input = input, line.output = result.sha256;
  const AuditLine written = TRY(AppendAudit(AuditPathOf(options.key_path), parties.mine.AuditKey(), std::move(line)));
  result.audit_seq = written.seq, result.audit_chain = written.chain;
  return Ok();
}

std::vector<crypto::Point> ToPoints(std::string_view bytes) {
  std::vector<crypto::Point> out(bytes.size() / sizeof(crypto::Point));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(crypto::Point));
  return out;
}

reconcile::IssueSink RejectLines::Sink() {
  return [this](const reconcile::Issue& issue) {
    text_ += file_ + "," + std::to_string(issue.row) + "," + issue.column + ",";
    reconcile::AppendCell(issue.value, text_);
    text_ += "," + std::string(issue.code) + ",";
    reconcile::AppendCell(reconcile::ReasonOf(issue.code), text_);
    text_ += issue.rejected ? "," : "（未拒收）,";
    reconcile::AppendCell(reconcile::CureOf(issue.code), text_);
    text_ += "\n";
  };
}

Status WriteText(const std::string& path, std::string_view text) {
  file::AtomicFile out = TRY(file::AtomicFile::Create(path));
  TRY(out.Write(text));
  return out.Commit();
}

Result<std::string> Sha256OfFile(const std::string& path) {
  const auto source = TRY(file::OpenSource(path));
  crypto::Sha256Stream hash;
  std::string part(std::size_t{1} << 20, '\0');
  for (;;) {
    const std::size_t got = TRY(source->Read(part.data(), part.size()));
    if (got == 0) return crypto::ToHex(crypto::AsText(hash.Finish()));
    hash.Update(std::string_view(part).substr(0, got));
  }
}

}  // namespace gq::psi
