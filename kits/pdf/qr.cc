#include "kits/pdf/qr.h"

#include <qrencode.h>

#include <memory>

namespace gq::pdf {

Result<QrGrid> EncodeQr(std::string_view content) {
  if (content.empty() || content.size() > 2331) return Fail(kBadInput, "二维码的内容为空或者太长", "最多 2,331 个字节");
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeData(static_cast<int>(content.size()), reinterpret_cast<const unsigned char*>(content.data()), 0,
                        QR_ECLEVEL_M),
      QRcode_free);
  if (!code) return Fail(kInternal, "二维码没有生成");
  QrGrid grid;
  grid.side = code->width;
  grid.dark.resize(static_cast<std::size_t>(grid.side) * static_cast<std::size_t>(grid.side));
  for (std::size_t i = 0; i < grid.dark.size(); ++i) grid.dark[i] = (code->data[i] & 1) != 0;
  return grid;
}

}  // namespace gq::pdf
