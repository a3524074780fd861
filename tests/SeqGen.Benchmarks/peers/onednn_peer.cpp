// Times the recurrent part of one workload with oneDNN 2: onednn_peer WORKLOAD KIND THREADS SECONDS.
// Embedding, dense layers, loss and optimizer are left out. The number of threads is that of OMP_NUM_THREADS.

#include "peer.h"

#include <dnnl.hpp>

#include <map>
#include <memory>

#if DNNL_VERSION_MAJOR != 2
#error "This program is written for oneDNN 2."
#endif

namespace {

using namespace dnnl;
using tag = memory::format_tag;
using type = memory::data_type;

struct Shape {
    int steps, size, units;
    bool bidirectional = false, gru = false, second = false;
    int trainingRows = 0;
};

const std::map<std::string, Shape> Workloads = {
    {"W1", {400, 300, 50, false, false, false, 32}}, {"W2", {500, 32, 32, false, false, false, 128}},
    {"W3", {120, 16, 32, true, false, false, 32}},   {"W4", {1500, 46, 20}},
    {"W5", {240, 14, 32, false, true}},              {"W6a", {1, 1, 20}},
    {"W6b", {1, 64, 128}},                           {"W8", {64, 65, 256, false, false, true, 64}}};

// One recurrent layer: forward, and for training backward, with all its memory.
class Layer {
public:
    Layer(const engine& device, const Shape& shape, int size, int steps, int rows, bool training)
        : device_(device) {
        const memory::dim directions = shape.bidirectional ? 2 : 1, gates = shape.gru ? 3 : 4, units = shape.units;
        const auto direction = shape.bidirectional ? rnn_direction::bidirectional_concat : rnn_direction::unidirectional_left2right;
        const auto kind = training ? prop_kind::forward_training : prop_kind::forward_inference;
        const memory::desc x({steps, rows, size}, type::f32, tag::tnc), y({steps, rows, directions * units}, type::f32, tag::tnc);
        const memory::desc state({1, directions, rows, units}, type::f32, tag::ldnc);
        const memory::desc kernel({1, directions, size, gates, units}, type::f32, tag::any);
        const memory::desc recurrent({1, directions, units, gates, units}, type::f32, tag::any);
        const memory::desc bias({1, directions, shape.gru ? 4 : gates, units}, type::f32, tag::ldgo);
        if (shape.gru) {
            const lbr_gru_forward::primitive_desc forward({kind, direction, x, state, kernel, recurrent, bias, y, state}, device);
            prepare(forward, lbr_gru_forward(forward), false);
        } else {
            const lstm_forward::primitive_desc forward({kind, direction, x, state, state, kernel, recurrent, bias, y, state, state}, device);
            prepare(forward, lstm_forward(forward), true);
            if (training) {
                const lstm_backward::primitive_desc backward(
                    {prop_kind::backward, direction, x, state, state, kernel, recurrent, bias, y, state, state,
                     x, state, state, kernel, recurrent, bias, y, state, state}, device, forward);
                prepareBackward(backward, forward);
            }
        }
    }

    void forward(stream& queue) { forward_.execute(queue, arguments_); }

    void backward(stream& queue) {
        for (const int gradient : {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS}) {
            memory& values = backwardArguments_.at(gradient);
            std::fill_n(static_cast<char*>(values.get_data_handle()), values.get_desc().get_size(), 0);
        }
        for (auto& [from, to] : reorders_) {
            reorder(from, to).execute(queue, from, to);
        }
        backward_.execute(queue, backwardArguments_);
    }

    memory& input() { return arguments_.at(DNNL_ARG_SRC_LAYER); }
    memory& output() { return arguments_.at(DNNL_ARG_DST_LAYER); }
    void readFrom(const memory& source) { arguments_.at(DNNL_ARG_SRC_LAYER) = source; }
    void carryState() {
        for (const auto& [from, to] : {std::pair(DNNL_ARG_DST_ITER, DNNL_ARG_SRC_ITER), std::pair(DNNL_ARG_DST_ITER_C, DNNL_ARG_SRC_ITER_C)}) {
            if (arguments_.count(to)) {
                std::swap(arguments_.at(from), arguments_.at(to));
            }
        }
    }

private:
    memory random(const memory::desc& description, float scale) {
        memory values(description, device_);
        peer::fill(static_cast<float*>(values.get_data_handle()), description.get_size() / sizeof(float), scale);
        return values;
    }

    template <typename Description>
    void prepare(const Description& description, const primitive& forward, bool hasCell) {
        forward_ = forward;
        arguments_ = {{DNNL_ARG_SRC_LAYER, random(description.src_layer_desc(), 1)},
                      {DNNL_ARG_SRC_ITER, random(description.src_iter_desc(), 0)},
                      {DNNL_ARG_WEIGHTS_LAYER, random(description.weights_layer_desc(), 0.2f)},
                      {DNNL_ARG_WEIGHTS_ITER, random(description.weights_iter_desc(), 0.2f)},
                      {DNNL_ARG_BIAS, random(description.bias_desc(), 0.2f)},
                      {DNNL_ARG_DST_LAYER, random(description.dst_layer_desc(), 0)},
                      {DNNL_ARG_DST_ITER, random(description.dst_iter_desc(), 0)}};
        if (hasCell) {
            arguments_.insert({DNNL_ARG_SRC_ITER_C, random(description.src_iter_desc(), 0)});
            arguments_.insert({DNNL_ARG_DST_ITER_C, random(description.dst_iter_desc(), 0)});
        }
        if (description.workspace_desc().get_size() > 0) {
            arguments_.insert({DNNL_ARG_WORKSPACE, memory(description.workspace_desc(), device_)});
        }
    }

    // The way back wants the weights in another layout, so they are reordered in every step, as they change in every step.
    void prepareBackward(const lstm_backward::primitive_desc& description, const lstm_forward::primitive_desc& forward) {
        backward_ = lstm_backward(description);
        backwardArguments_ = arguments_;
        for (const auto& [argument, wanted] : {std::pair(DNNL_ARG_WEIGHTS_LAYER, description.weights_layer_desc()),
                                               std::pair(DNNL_ARG_WEIGHTS_ITER, description.weights_iter_desc())}) {
            memory weights(wanted, device_);
            reorders_.emplace_back(arguments_.at(argument), weights);
            backwardArguments_.at(argument) = weights;
        }
        backwardArguments_.insert({DNNL_ARG_DIFF_SRC_LAYER, random(description.diff_src_layer_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_SRC_ITER, random(description.diff_src_iter_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_SRC_ITER_C, random(description.diff_src_iter_c_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_WEIGHTS_LAYER, random(description.diff_weights_layer_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_WEIGHTS_ITER, random(description.diff_weights_iter_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_BIAS, random(description.diff_bias_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_DST_LAYER, random(description.diff_dst_layer_desc(), 0.01f)});
        backwardArguments_.insert({DNNL_ARG_DIFF_DST_ITER, random(description.diff_dst_iter_desc(), 0)});
        backwardArguments_.insert({DNNL_ARG_DIFF_DST_ITER_C, random(description.diff_dst_iter_c_desc(), 0)});
    }

    engine device_;
    primitive forward_, backward_;
    std::unordered_map<int, memory> arguments_, backwardArguments_;
    std::vector<std::pair<memory, memory>> reorders_;
};

}  // namespace

int main(int count, char** words) {
    const std::string id = count == 5 ? words[1] : "", kind = count == 5 ? words[2] : "";
    const auto found = Workloads.find(id);
    if (found == Workloads.end() || (kind == "train" && found->second.trainingRows == 0)) {
        std::fprintf(stderr, "onednn_peer WORKLOAD KIND THREADS SECONDS: no such workload\n");
        return 2;
    }

    const Shape& shape = found->second;
    const bool training = kind == "train", streaming = kind == "stream";
    const int rows = training ? shape.trainingRows : kind == "batch32" ? 32 : 1;
    const int steps = streaming ? 1 : shape.steps;
    const engine device(engine::kind::cpu, 0);
    stream queue(device);
    std::vector<std::unique_ptr<Layer>> layers;
    layers.push_back(std::make_unique<Layer>(device, shape, shape.size, steps, rows, training));
    if (shape.second) {
        layers.push_back(std::make_unique<Layer>(device, shape, shape.units, steps, rows, training));
        layers[1]->readFrom(layers[0]->output());
    }

    return peer::measure(id, kind, std::atof(words[4]), [&] {
        for (auto& layer : layers) {
            layer->forward(queue);
        }
        for (auto layer = layers.rbegin(); training && layer != layers.rend(); ++layer) {
            (*layer)->backward(queue);
        }
        queue.wait();
        for (auto& layer : layers) {
            if (streaming) {
                layer->carryState();
            }
        }
        return *static_cast<float*>(layers.back()->output().get_data_handle());
    });
}
