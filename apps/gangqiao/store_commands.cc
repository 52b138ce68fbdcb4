// init, import, withdraw, audit verify, account add, account demo, backup.
#include <cstdio>
#include <fstream>

#include "apps/gangqiao/heads.h"
#include "apps/gangqiao/program.h"
#include "kits/cli/progress.h"
#include "kits/crypto/key_file.h"
#include "kits/json/writer.h"
#include "kits/store/verify.h"
#include "modules/imports/files.h"
#include "modules/imports/run_json.h"
#include "modules/imports/service.h"
#include "modules/org/model.h"
#include "modules/org/roles.h"
#include "modules/org/service.h"

namespace gq {

namespace {

Result<int> Init(const cli::Invocation& given) {
  cli::Progress progress(given);
  progress.Stage("建库并装入区划");
  const auto program = TRY(OpenProgram(given, true));
  progress.Finish(given.Get("data"));
  return cli::kDone;
}

imports::Watch WatchOf(cli::Progress& progress, const std::string& title, std::function<bool()> cancelled) {
  return {[&progress, title](std::int64_t total) { progress.Stage(title, static_cast<std::uint64_t>(total)); },
          [&progress](std::int64_t done) { progress.Set(static_cast<std::uint64_t>(done)); }, std::move(cancelled)};
}

Status NeedsAsOf(const cli::Invocation& given) {
  TRY(AsOf(given, true));
  return Ok();
}

constexpr int kProblemsSaid = 5, kProblemsPage = 1000;

// Columns that were not read, the first rows that were not taken and why; never what stands in a cell.
Status SayWhatIsWrong(Store& store, const Scope& scope, const imports::Run& run, const cli::Invocation& given) {
  std::string unread;
  for (const auto& column : run.columns) {
    if (column.field.empty()) unread += (unread.empty() ? "" : "、") + column.header;
  }
  if (!unread.empty()) std::fprintf(given.err, "没有读的列：%s\n", unread.c_str());
  const auto bad = run.totals.error + run.totals.conflict;
  int rows_said = 0, remarks_said = 0;
  for (int page = 1; bad + run.totals.remark > 0; ++page) {
    const auto problems = TRY(imports::Problems(store, scope, run.id, page, kProblemsPage));
    for (const auto& problem : problems) {
      if (++(problem.remark ? remarks_said : rows_said) > kProblemsSaid) continue;
      std::fprintf(given.err, "  %s第 %lld 行 %s：%s（%s）\n", problem.remark ? "提示：" : "",
                   static_cast<long long>(problem.sheet_row), problem.column.c_str(), problem.reason.c_str(),
                   problem.cure.c_str());
    }
    const bool enough =
        (bad == 0 || rows_said > kProblemsSaid) && (run.totals.remark == 0 || remarks_said > kProblemsSaid);
    if (enough || problems.size() < std::size_t{kProblemsPage}) break;
  }
  if (run.totals.remark > 0)
    std::fprintf(given.err, "  共 %lld 处提请核对，这些行照常导入\n", static_cast<long long>(run.totals.remark));
  if (bad == 0) return Ok();
  if (bad > kProblemsSaid || !given.Has("returned"))
    std::fprintf(given.err, "  加 --returned FILE，把有问题的行连同原因写成一个文件\n");
  return Ok();
}

Result<int> Import(Program& program, const cli::Invocation& given) {
  const Date as_of = TRY(AsOf(given, true));
  const Scope scope = TRY(ActingScope(program, given));
  Store& store = *program.store;
  const std::string path = given.Path("file"), kind = given.Get("kind");
  const auto cancelled = CancelOf(given);
  cli::Progress progress(given);
  progress.Stage("读入 " + path);
  std::optional<imports::Run> broken_off;
  if (!given.Has("restart")) broken_off = TRY(imports::FindBrokenOff(store, scope, kind, path));
  const bool writing = broken_off && broken_off->state == "running";
  if (broken_off)
    std::fprintf(given.err, "接着上次没有办完的导入 %s（要从头办，请加 --restart）\n",
                 broken_off->id.ToString().c_str());
  auto run = broken_off ? *std::move(broken_off)
                        : TRY(imports::Upload(store, scope, kind, path.substr(path.rfind('/') + 1), path));
  if (!writing) {
    progress.Stage("检查（不写入）");
    run = TRY(
        imports::Check(store, scope, run.id, program.lookups, as_of, WatchOf(progress, "检查（不写入）", cancelled)));
    progress.Finish();
  }
  if (!given.Has("dry-run") || writing) {
    run = TRY(imports::Apply(store, scope, run.id, program.lookups, as_of, given.Has("good-rows"),
                             WatchOf(progress, "导入", cancelled)));
    progress.Finish();
  }
  const auto& totals = run.totals;
  if (given.Has("returned") && totals.error + totals.conflict > 0)
    TRY(imports::WriteReturnedFile(store, scope, run.id, given.Path("returned")));
  if (given.Json()) {
    std::fprintf(given.out, "%s\n", imports::ToJson(run).c_str());
  } else {
    std::fprintf(given.err, "共 %lld 行：新增 %lld，更新 %lld，无变化 %lld，冲突 %lld，错误 %lld\n",
                 static_cast<long long>(totals.rows), static_cast<long long>(totals.added),
                 static_cast<long long>(totals.updated), static_cast<long long>(totals.same),
                 static_cast<long long>(totals.conflict), static_cast<long long>(totals.error));
    TRY(SayWhatIsWrong(store, scope, run, given));
    std::fprintf(given.out, "%s\n", run.id.ToString().c_str());
  }
  return totals.error + totals.conflict > 0 ? cli::kDoneWithRejects : cli::kDone;
}

Result<int> Withdraw(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto id = Uuid::Parse(given.Get("run"));
  if (!id) return Fail(kUsage, "--run 须是导入的编号", "编号见 gangqiao import 的输出或网页的导入记录");
  cli::Progress progress(given);
  const auto edits = TRY(imports::Withdraw(*program.store, scope, *id, WatchOf(progress, "撤回", CancelOf(given))));
  progress.Finish();
  std::fprintf(given.err, "已撤回；%zu 处后来被改过，保留现值\n", edits.size());
  return cli::kDone;
}

std::string ReportJson(const AuditReport& report) {
  json::Writer out;
  out.BeginObject();
  out.Member("events", report.events);
  out.Member("chains", report.chains);
  out.Member("erased", report.erased);
  out.Key("problems");
  out.BeginArray();
  for (const auto& problem : report.problems) out.Text(problem);
  out.EndArray();
  out.Key("heads");
  out.BeginArray();
  for (const auto& [chain, head] : report.heads) {
    out.BeginObject();
    out.Member("chain", chain);
    out.Member("seq", head.seq);
    out.Member("hash", head.hash_hex);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

Result<int> VerifyChains(Program& program, const cli::Invocation& given) {
  const auto report = TRY(VerifyAudit(*program.store, TRY(ReadHeads(given.Path("heads")))));
  if (given.Json()) std::fprintf(given.out, "%s\n", ReportJson(report).c_str());
  if (given.Has("export")) {
    std::ofstream file(given.Path("export"), std::ios::trunc);
    file << ReportJson(report) << "\n";
    if (!file) return Fail(kIo, "写不了 " + given.Path("export"));
  }
  std::fprintf(given.err, "核对 %lld 条事件、%lld 条链：%s\n", static_cast<long long>(report.events),
               static_cast<long long>(report.chains), report.problems.empty() ? "全部相符" : "发现问题");
  for (std::size_t i = 0; i < report.problems.size() && i < 20; ++i)
    std::fprintf(given.err, "  %s\n", report.problems[i].c_str());
  return report.problems.empty() ? cli::kDone : cli::kFailed;
}

Result<int> AddAccount(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto code = UnitCode::Parse(given.Get("unit"));
  if (!code) return Fail(kUsage, "--unit 须是 12 位单位代码");
  const auto unit = TRY(org::FindUnitByCode(*program.store, code->value()));
  if (!unit) return Fail(kNotFound, "没有这个单位", "请核对代码");
  const std::string password =
      given.Environment("GANGQIAO_PASSWORD");  // not an option: options are seen in the process list
  if (password.empty()) return Fail(kUsage, "没有密码", "请放在环境变量 GANGQIAO_PASSWORD 里");
  const std::string role = given.Get("role"), side = SideOf(given);
  const auto account =
      TRY(org::CreateAccount(*program.store, scope, program.hasher,
                             {given.Get("account"), given.Get("name"), password, unit->id, {{role, unit->id, side}}}));
  std::fprintf(given.out, "%s\n", account.account.c_str());
  return cli::kDone;
}

struct DemoAccount {
  const char *account, *name, *role, *side;
  std::int64_t unit_code;
};
// Enough at one place for a claim and a rule on their way: every step by another account (four eyes).
constexpr DemoAccount kDemoAccounts[] = {
    {"huayuan", "石玉珍", "county_officer", "home", 433124000000},
    {"huayuan2", "龙秀兰", "county_officer", "home", 433124000000},
    {"huayuan3", "吴建华", "county_officer", "home", 433124000000},
    {"fenghuang", "吴正军", "county_officer", "home", 433123000000},
    {"township", "龙建平", "township_clerk", "home", 433124000000},
    {"village", "麻春梅", "village_collector", "home", 433124000000},
    {"xiangxi", "向国庆", "city_supervisor", "home", 433100000000},
    {"xiangxi2", "彭文彬", "city_supervisor", "home", 433100000000},
    {"hunan", "陈立新", "province_supervisor", "home", 430000000000},
    {"changsha", "周文静", "destination_officer", "work", 430100000000},
    {"fuzhou", "林志强", "destination_officer", "work", 350100000000},
    {"fuzhou2", "陈秀榕", "destination_officer", "work", 350100000000},
    {"auditor", "何敏", "auditor", "home", 433100000000},
    {"admin", "田志远", "administrator", "own", 433100000000},
};

// The township and the village of the demo: the first of the county with people.
Result<std::int64_t> DemoUnit(Store& store, const DemoAccount& account) {
  const std::string role = account.role;
  const auto county = TRY(org::FindUnitByCode(store, account.unit_code));
  if (!county) return Fail(kNotFound, "区划里没有演示用的单位");
  if (role != "township_clerk" && role != "village_collector") return county->id;
  const auto townships = TRY(org::ListChildren(store, county->id));
  if (townships.empty()) return county->id;
  if (role == "township_clerk") return townships.front().id;
  const auto villages = TRY(org::ListChildren(store, townships.front().id));
  return villages.empty() ? townships.front().id : villages.front().id;
}

Result<int> AddDemoAccounts(Program& program, const cli::Invocation& given) {
  Store& store = *program.store;
  const Scope scope = TRY(ActingScope(program, given));
  for (const auto& demo : kDemoAccounts) {
    if (TRY(store.Find<Account>(scope, "p.account = ?1", {demo.account}))) continue;
    const auto unit = TRY(DemoUnit(store, demo));
    std::vector<org::NewAccount::Granted> grants = {{demo.role, unit, demo.side}};
    if (std::string_view(demo.role) ==
        "city_supervisor") {  // the demo's files hold people of Guangyuan and Dingxi too: their rules are shown as well
      for (const std::int64_t code : {510800000000, 621100000000}) {
        const auto other = TRY(org::FindUnitByCode(store, code));
        if (other) grants.push_back({demo.role, other->id, demo.side});
      }
    }
    TRY(org::CreateAccount(store, scope, program.hasher, {demo.account, demo.name, "gangqiao-demo", unit, grants}));
  }
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("INSERT INTO setting (name, value) VALUES ('demo', '1') ON CONFLICT (name) DO NOTHING"));
  std::fprintf(given.out, "演示账号（密码都是 gangqiao-demo）：\n");
  for (const auto& demo : kDemoAccounts)
    std::fprintf(given.out, "  %-10s %s（%s）\n", demo.account, demo.name,
                 std::string(org::FindRole(demo.role)->zh).c_str());
  return cli::kDone;
}

Result<int> Backup(Program& program, const cli::Invocation& given) {
  TRY(program.store->BackupTo(given.Path("to")));
  std::fprintf(given.err, "已备份到 %s；密钥文件要另外保存，没有它备份打不开\n", given.Path("to").c_str());
  return cli::kDone;
}

std::vector<cli::Option> With(std::vector<cli::Option> more) {
  auto options = StoreOptions();
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace

std::vector<cli::Command> InitCommands() {
  return {{.path = {"init"},
           .summary = "新建数据库：密钥、表、全国区划",
           .options = With({{.name = "provinces", .value = "CODES", .help = "只装这些省的村镇，如 43;35；默认全国"}}),
           .positionals = {},
           .run = Init}};
}

std::vector<StoreCommand> StoreCommands() {
  const auto make = [](std::vector<std::string> path, const char* summary, std::vector<cli::Option> options,
                       std::vector<cli::Positional> positionals, Result<int> (*work)(Program&, const cli::Invocation&),
                       Status (*check)(const cli::Invocation&) = nullptr) {
    return StoreCommand{{std::move(path), summary, With(std::move(options)), std::move(positionals), {}}, check, work};
  };
  return {
      make({"import"}, "导入名册、岗位、用人单位或补贴申请",
           {{.name = "kind",
             .value = "KIND",
             .help = "roster posts employers claims households",
             .default_value = "roster"},
            {.name = "good-rows", .value = "", .help = "只导入没有问题的行"},
            {.name = "dry-run", .value = "", .help = "只检查，不写入"},
            {.name = "restart", .value = "", .help = "不接着上次没有办完的，从头办"},
            {.name = "returned", .value = "FILE", .help = "有问题的行写成 XLSX，标出要改的格子"}},
           {{.name = "file", .help = "CSV 或 XLSX"}}, Import, NeedsAsOf),
      make({"withdraw"}, "撤回一整次导入", {{.name = "run", .value = "ID", .help = "导入的编号", .required = true}}, {},
           Withdraw),
      make({"audit", "verify"}, "核对全部事件链",
           {{.name = "heads", .value = "FILE", .help = "以前导出的链头：一个文件，或按月存放的文件夹"},
            {.name = "export", .value = "FILE", .help = "导出现在的链头"}},
           {}, VerifyChains),
      make({"account", "add"}, "新建账号（密码取自 GANGQIAO_PASSWORD）",
           {{.name = "account", .value = "NAME", .help = "账号", .required = true},
            {.name = "name", .value = "NAME", .help = "姓名", .required = true},
            {.name = "unit", .value = "CODE", .help = "所在单位的 12 位代码", .required = true},
            {.name = "role", .value = "ROLE", .help = "角色", .default_value = "county_officer"},
            {.name = "side", .value = "SIDE", .help = "home work both own；不写即 home，用人单位和经纪人 own"}},
           {}, AddAccount),
      make({"account", "demo"}, "建立演示账号（只用于演示库）", {}, {}, AddDemoAccounts),
      make({"backup"}, "备份数据文件", {{.name = "to", .value = "FILE", .help = "备份到", .required = true}}, {},
           Backup),
  };
}

}  // namespace gq
