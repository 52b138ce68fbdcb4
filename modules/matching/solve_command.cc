#include <chrono>
#include <cstdio>

#include "kits/file/file.h"
#include "kits/file/output_folder.h"
#include "kits/json/writer.h"
#include "modules/matching/commands.h"
#include "modules/matching/solve_formats.h"

namespace gq::matching {
namespace {

Result<std::string> ReadWhole(const std::string& path) {
  const auto source = TRY(file::OpenSource(path));
  std::string text;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + (std::size_t{1} << 20));
    const std::size_t size = TRY(source->Read(text.data() + before, text.size() - before));
    text.resize(before + size);
    if (size == 0) return text;
  }
}

}  // namespace

Result<int> RunSolve(const cli::Invocation& invocation) {
  const std::string name = invocation.Get("format");
  const auto format = FindSolveFormat(name);
  if (!format) {
    return Fail(kUsage, name.empty() ? "缺少 --format" : "不认识的格式 “" + name + "”",
                "可用：bmatch、orlib-assign、orlib-assignp、dimacs-min、residents");
  }
  TRY(file::RefuseToOverwrite(invocation.Path("assignment"), {invocation.Path("file"), invocation.Path("programmes")}));
  std::string programmes;
  if (*format == SolveFormat::kResidents) {
    if (!invocation.Has("programmes"))
      return Fail(kUsage, "residents 需要 --programmes 文件", "例如 --programmes programmes.csv");
    programmes = TRY(ReadWhole(invocation.Path("programmes")));
  }
  const std::string text = TRY(ReadWhole(invocation.Path("file")));
  const auto begin = std::chrono::steady_clock::now();
  const Solved solved = TRY(SolveText(*format, text, programmes));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (invocation.Has("assignment")) {
    file::AtomicFile out = TRY(file::AtomicFile::Create(invocation.Path("assignment")));
    std::string lines;
    for (const auto& [left, right] : solved.assignment) lines.append(left).append(" ").append(right).append("\n");
    TRY(out.Write(lines));
    TRY(out.Commit());
  }
  json::Writer json;
  json.BeginObject();
  json.Member("objective", solved.objective);
  json.Member("bound", solved.objective);  // exact: the optimum is its own bound
  json.Member("sense", solved.maximise ? "max" : "min");
  json.Member("matched", solved.matched);
  json.Member("unmatched", solved.unmatched);
  json.Member("seconds", seconds);
  json.EndObject();
  std::fprintf(invocation.out, "%s\n", json.text().c_str());
  return cli::kDone;
}

}  // namespace gq::matching
