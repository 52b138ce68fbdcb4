#include "modules/claims/evidence.h"

#include <sys/stat.h>

#include <fstream>

#include "base/text.h"
#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "kits/store/sealed_file.h"
#include "modules/claims/sides.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace fs = std::filesystem;

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

fs::path PathOf(const fs::path& folder, const ClaimEvidence& evidence) {
  return folder / "evidence" / std::to_string(evidence.county_id) / evidence.claim_id.ToString() /
         evidence.id.ToString();
}

std::string TypeOf(std::string_view head) {
  if (head.starts_with("%PDF-")) return "application/pdf";
  if (head.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (head.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  return {};
}

struct Looked {
  std::string media_type, sha256;
  std::int64_t size = 0;
};
Result<Looked> LookAt(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Fail(kFile, "文件读不了", "请重新上传");
  Looked looked;
  crypto::Sha256Stream hash;
  std::string buffer(1 << 16, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    const std::string_view part(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (looked.size == 0) looked.media_type = TypeOf(part);
    looked.size += in.gcount();
    if (looked.size > kEvidenceBytesMax) return Fail(kTooLarge, "文件超过 10 MB", "请压缩图片，或分成几份上传");
    hash.Update(part);
  }
  if (looked.size == 0) return Fail(kFile, "文件是空的", "请换一个文件");
  if (looked.media_type.empty()) return Fail(kFile, "不是 PDF、JPG 或 PNG", "请转成这三种之一再上传");
  const auto digest = hash.Finish();
  looked.sha256 = crypto::ToHex(crypto::AsText(digest));
  return looked;
}

Result<SubsidyClaim> OpenClaim(Store& store, const Scope& scope, const Uuid& id) {
  auto claim = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), id));
  for (const char* state : {"draft", "returned", "submitted", "village_reviewed", "township_reviewed"}) {
    if (claim.state == state) return claim;
  }
  return Fail(kWrongState, "县级审核以后不再改材料", "要改的请先退回补正");
}

Result<ClaimEvidence> Begin(Store& store, const Scope& scope, const SubsidyClaim& claim, const NewEvidence& from) {
  const auto there = TRY(EvidenceOf(store, claim));
  if (there.size() >= kEvidenceMax) return Fail(kTooLarge, "一件申请最多三十份材料", "请合并成一份 PDF");
  ClaimEvidence evidence;
  evidence.id = store.NewId();
  evidence.county_id = claim.county_id;
  evidence.home_code = claim.home_code;
  evidence.work_code = SharedWith(claim);
  evidence.claim_id = claim.id;
  evidence.document = from.document;
  evidence.name = CutText(from.name, 200);
  evidence.note = from.note;
  evidence.valid_to = from.valid_to;
  evidence.added_by = scope.actor;
  evidence.created_at = store.Now();
  TRY(CheckRecord(kClaimEvidence, &evidence, {}));
  return evidence;
}

Status Keep(Store& store, const Scope& scope, const SubsidyClaim& claim, const ClaimEvidence& evidence) {
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "claim.evidence", claim);
  TRY(work.Insert(evidence));
  return work.Commit();
}

Result<ClaimEvidence> FindEvidence(Store& store, const Scope& scope, const Uuid& claim, const Uuid& id) {
  TRY(store.Get<SubsidyClaim>(ClaimScope(scope), claim));
  auto evidence = TRY(store.Get<ClaimEvidence>(Program(), id));
  if (evidence.claim_id != claim || evidence.removed_on) return Fail(kNotFound, "没有这份材料");
  return evidence;
}

}  // namespace

Result<ClaimEvidence> AddFile(Store& store, const Scope& scope, const fs::path& folder, const Uuid& claim_id,
                              const NewEvidence& from, const fs::path& file) {
  const auto claim = TRY(OpenClaim(store, scope, claim_id));
  auto evidence = TRY(Begin(store, scope, claim, from));
  const Looked looked = TRY(LookAt(file));
  evidence.media_type = looked.media_type;
  evidence.size = looked.size;
  evidence.sha256 = looked.sha256;
  const fs::path to = PathOf(folder, evidence);
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  for (const auto& one : {folder / "evidence", to.parent_path().parent_path(), to.parent_path()}) {
    if (error || ::chmod(one.c_str(), 0700) != 0) return Fail(kIo, "建不了文件夹", "请检查数据目录的空间与权限");
  }
  TRY(store::SealFile(store.vault(), evidence.id.ToString(), file.string(), to.string()));
  if (const auto kept = Keep(store, scope, claim, evidence); !kept) {
    fs::remove(to, error);
    return Fail(kept.error());
  }
  return evidence;
}

Result<ClaimEvidence> AddPaper(Store& store, const Scope& scope, const Uuid& claim_id, const NewEvidence& from) {
  const auto claim = TRY(OpenClaim(store, scope, claim_id));
  auto evidence = TRY(Begin(store, scope, claim, from));
  evidence.paper = true;
  evidence.name.clear();
  TRY(Keep(store, scope, claim, evidence));
  return evidence;
}

Status RemoveEvidence(Store& store, const Scope& scope, const Uuid& claim_id, const Uuid& id) {
  const auto claim = TRY(OpenClaim(store, scope, claim_id));
  const auto before = TRY(FindEvidence(store, scope, claim_id, id));
  ClaimEvidence after = before;
  after.removed_on = store.Now().DateInShanghai();
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "claim.evidence", claim);
  TRY(work.Update(before, after));
  return work.Commit();
}

Result<ClaimEvidence> OpenEvidence(Store& store, const Scope& scope, const fs::path& folder, const Uuid& claim_id,
                                   const Uuid& id, const fs::path& to) {
  auto evidence = TRY(FindEvidence(store, scope, claim_id, id));
  if (evidence.paper.value_or(false)) return Fail(kNotFound, "这份材料只核对了纸质原件，没有文件");
  TRY(store::OpenFile(store.vault(), evidence.id.ToString(), PathOf(folder, evidence).string(), to.string()));
  return evidence;
}

Result<std::vector<ClaimEvidence>> EvidenceOf(Store& store, const SubsidyClaim& claim) {
  const std::string id = claim.id.ToBytes();
  return store.Select<ClaimEvidence>(
      Program(), "p.county_id = ?1 AND p.claim_id = ?2 AND p.removed_on IS NULL ORDER BY p.created_at, p.id",
      {claim.county_id, db::Blob{id}});
}

}  // namespace gq::claims
