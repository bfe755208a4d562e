// What must hold between the numbers of a model file. Private to io/.
#pragma once

#include "io/document.h"
#include "model/model.h"

namespace tenfold::io {

void check_mixer(const Mixer&, const toml::table&, Document&);
void check_feed_forward(const FeedForward&, const toml::table&, Document&);
void check_model(const Model&, Document&);

}  // namespace tenfold::io
