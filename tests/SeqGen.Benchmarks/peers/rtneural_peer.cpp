// Times one workload with RTNeural (compile-time models, Eigen): rtneural_peer WORKLOAD KIND THREADS SECONDS.
// One sequence or one step of a stream, on one thread: RTNeural has neither batches nor training.

#include "peer.h"

#include <RTNeural/RTNeural.h>

#include <cmath>
#include <map>
#include <memory>

namespace {

using namespace peer;
using RTNeural::Conv1DT;
using RTNeural::DenseT;
using RTNeural::GRULayerT;
using RTNeural::LSTMLayerT;

constexpr float Scale = 0.2f;

template <int Size>
using Vector = Eigen::Matrix<float, Size, 1>;

template <int In, int Out>
std::unique_ptr<LSTMLayerT<float, In, Out>> makeLstm() {
    auto layer = std::make_unique<LSTMLayerT<float, In, Out>>();
    layer->setWVals(randomMatrix(In, 4 * Out, Scale));
    layer->setUVals(randomMatrix(Out, 4 * Out, Scale));
    layer->setBVals(randomVector(4 * Out, Scale));
    layer->reset();
    return layer;
}

template <int In, int Out>
std::unique_ptr<DenseT<float, In, Out>> makeDense() {
    auto layer = std::make_unique<DenseT<float, In, Out>>();
    const auto bias = randomVector(Out, Scale);
    layer->setWeights(randomMatrix(Out, In, Scale));
    layer->setBias(bias.data());
    return layer;
}

template <int Size>
std::vector<Vector<Size>, Eigen::aligned_allocator<Vector<Size>>> randomVectors(size_t count) {
    std::vector<Vector<Size>, Eigen::aligned_allocator<Vector<Size>>> values(count);
    for (auto& value : values) {
        fill(value.data(), Size);
    }
    return values;
}

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

using Run = std::function<float()>;

// Sequences whose every step reaches the output: LSTM, Flatten, Dense 1.
template <int In, int Units, int Steps>
Run flattened(std::function<const Vector<In>&(int)> input) {
    auto lstm = std::shared_ptr(makeLstm<In, Units>());
    auto weights = std::make_shared<Eigen::VectorXf>(Steps * Units);
    auto states = std::make_shared<Eigen::VectorXf>(Steps * Units);
    fill(weights->data(), Steps * Units, Scale);
    return [=] {
        lstm->reset();
        for (int t = 0; t < Steps; t++) {
            lstm->forward(input(t));
            states->segment<Units>(t * Units) = lstm->outs;
        }
        return sigmoid(states->dot(*weights));
    };
}

Run w1() {
    auto x = std::make_shared<decltype(randomVectors<300>(1))>(randomVectors<300>(400));
    return flattened<300, 50, 400>([x](int t) -> const Vector<300>& { return (*x)[t]; });
}

Run w2() {
    auto table = std::make_shared<decltype(randomVectors<32>(1))>(randomVectors<32>(10000));
    auto lstm = std::shared_ptr(makeLstm<32, 32>());
    auto dense = std::shared_ptr(makeDense<32, 1>());
    const auto tokens = randomTokens(500, 10000);
    return [=] {
        lstm->reset();
        for (int token : tokens) {
            lstm->forward((*table)[token]);
        }
        dense->forward(lstm->outs);
        return sigmoid(dense->outs(0));
    };
}

Run w3() {
    auto table = std::make_shared<decltype(randomVectors<16>(1))>(randomVectors<16>(1000));
    auto ahead = std::shared_ptr(makeLstm<16, 32>());
    auto back = std::shared_ptr(makeLstm<16, 32>());
    auto hidden = std::shared_ptr(makeDense<64, 24>());
    auto dense = std::shared_ptr(makeDense<24, 1>());
    const auto tokens = randomTokens(120, 1000);
    return [=] {
        ahead->reset();
        back->reset();
        for (size_t t = 0; t < tokens.size(); t++) {
            ahead->forward((*table)[tokens[t]]);
            back->forward((*table)[tokens[tokens.size() - 1 - t]]);
        }
        Vector<64> both;
        both << ahead->outs, back->outs;
        hidden->forward(both);
        const Vector<24> active = hidden->outs.cwiseMax(0.0f);
        dense->forward(active);
        return sigmoid(dense->outs(0));
    };
}

template <int Size>
std::shared_ptr<decltype(randomVectors<Size>(1))> unitVectors() {
    auto rows = std::make_shared<decltype(randomVectors<Size>(1))>(randomVectors<Size>(Size));
    for (int i = 0; i < Size; i++) {
        (*rows)[i] = Vector<Size>::Unit(i);
    }
    return rows;
}

Run w4() {
    auto symbols = unitVectors<46>();
    const auto tokens = randomTokens(1500, 46);
    return flattened<46, 20, 1500>([=](int t) -> const Vector<46>& { return (*symbols)[tokens[t]]; });
}

Run w5() {
    auto x = std::make_shared<decltype(randomVectors<14>(1))>(randomVectors<14>(240));
    auto gru = std::make_shared<GRULayerT<float, 14, 32>>();
    gru->setWVals(randomMatrix(14, 96, Scale));
    gru->setUVals(randomMatrix(32, 96, Scale));
    gru->setBVals(randomMatrix(2, 96, Scale));
    auto dense = std::shared_ptr(makeDense<32, 1>());
    return [=] {
        gru->reset();
        for (const auto& value : *x) {
            gru->forward(value);
        }
        dense->forward(gru->outs);
        return dense->outs(0);
    };
}

Run w6a() {
    auto x = std::make_shared<decltype(randomVectors<1>(1))>(randomVectors<1>(64));
    auto lstm = std::shared_ptr(makeLstm<1, 20>());
    auto dense = std::shared_ptr(makeDense<20, 1>());
    auto next = std::make_shared<int>(0);
    return [=] {
        lstm->forward((*x)[*next = (*next + 1) % 64]);
        dense->forward(lstm->outs);
        return dense->outs(0);
    };
}

Run w6b() {
    auto x = std::make_shared<decltype(randomVectors<64>(1))>(randomVectors<64>(64));
    auto lstm = std::shared_ptr(makeLstm<64, 128>());
    auto next = std::make_shared<int>(0);
    return [=] {
        lstm->forward((*x)[*next = (*next + 1) % 64]);
        return lstm->outs(0);
    };
}

Run w7() {
    auto x = std::make_shared<decltype(randomVectors<16>(1))>(randomVectors<16>(120));
    auto conv = std::make_shared<Conv1DT<float, 16, 128, 5, 1>>();
    std::vector<Matrix> kernel;
    for (int i = 0; i < 128; i++) {
        kernel.push_back(randomMatrix(16, 5, Scale));
    }
    conv->setWeights(kernel);
    conv->setBias(randomVector(128, Scale));
    auto hidden = std::shared_ptr(makeDense<128, 24>());
    auto dense = std::shared_ptr(makeDense<24, 1>());
    return [=] {
        conv->reset();
        Vector<128> best = Vector<128>::Zero();
        for (int t = 0; t < 120; t++) {
            conv->forward((*x)[t]);
            if (t >= 4) {
                best = best.cwiseMax(conv->outs);
            }
        }
        hidden->forward(best);
        const Vector<24> active = hidden->outs.cwiseMax(0.0f);
        dense->forward(active);
        return sigmoid(dense->outs(0));
    };
}

Run w8() {
    auto symbols = unitVectors<65>();
    auto first = std::shared_ptr(makeLstm<65, 256>());
    auto second = std::shared_ptr(makeLstm<256, 256>());
    auto dense = std::shared_ptr(makeDense<256, 65>());
    auto next = std::make_shared<int>(0);
    return [=] {
        first->forward((*symbols)[*next = (*next + 1) % 65]);
        second->forward(first->outs);
        dense->forward(second->outs);
        const Vector<65> exps = (dense->outs.array() - dense->outs.maxCoeff()).exp();
        return exps(0) / exps.sum();
    };
}

}  // namespace

int main(int count, char** words) {
    const std::map<std::string, Run (*)()> workloads = {
        {"W1 infer", w1}, {"W2 infer", w2}, {"W3 infer", w3}, {"W4 infer", w4}, {"W5 infer", w5},
        {"W6a stream", w6a}, {"W6b stream", w6b}, {"W7 infer", w7}, {"W8 stream", w8}};
    const auto found = count == 5 ? workloads.find(std::string(words[1]) + " " + words[2]) : workloads.end();
    if (found == workloads.end()) {
        std::fprintf(stderr, "rtneural_peer WORKLOAD KIND THREADS SECONDS: RTNeural has no such workload\n");
        return 2;
    }
    return peer::measure(words[1], words[2], std::atof(words[4]), found->second());
}
