using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using SeqGen.Generator.Diagnostics;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>Each mistake is reported once, at its exact place, in both languages.</summary>
public class DiagnosticTests
{
    private const string Usage = """
        using SeqGen;
        using Test;
        static class Program
        {
            static double Use(Dataset data, int[] tokens, float[] values)
            {
                var model = new Model(seed: 42);
                History history = model.Fit(data);
                float[] all = model.Predict(data);
                float one = model.Predict(tokens) + model.Predict(values);
                model.Predict(tokens, output: values);
                model.Predict(tokens, values, output: values);
                SequenceStream stream = model.CreateStream();
                return one + all[0] + stream.StepScalar(tokens[0]) + model.Evaluate(data).Accuracy;
            }
        }
        """;

    private const string Long = "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData("features size=3", "{|SEQ001:lstn|} 4", "; did you mean 'lstm'?")]
    [InlineData("features size=3", "{|SEQ001:LSTM|} 4", "; did you mean 'lstm'?")]
    [InlineData("features size=3", "  {|SEQ001:transformer|} 4", "There is no layer 'transformer'")]
    [InlineData("features size=3", "{|SEQ001:time_distributed|} 4", "; did you mean 'dense'?")]
    [InlineData("features size=3", "{|SEQ001:TimeDistributed|} 4", "; did you mean 'dense'?")]
    [InlineData("features size=3", "{|SEQ001:LeakyReLU|} 0.2", "; did you mean 'leaky_relu'?")]
    [InlineData("features size=3", "dense 1 {|SEQ005:use_bias=True|}", "'True' is a word; did you mean 'true'?")]
    [InlineData("features size=3", "dense 1 {|SEQ005:use_bias=FALSE|}", "did you mean 'false'?")]
    [InlineData("features size=3", "dense 1 {|SEQ007:None|}", "; did you mean 'linear'?")]
    [InlineData("features size=3", "dense 1 {|SEQ002:activaton=relu|}", "did you mean 'activation'?")]
    [InlineData("features size=3", "dense 1 {|SEQ002:reset_after=true|}", "'dense' has no argument 'reset_after'")]
    [InlineData("features size=3", "{|SEQ003:dense|} activation=relu", "'dense' needs the argument 'units' (a whole number)")]
    [InlineData("{|SEQ003:tokens|} vocabulary=3", "embedding 4", "'tokens' needs the argument 'length' or 'max_length' (a whole number)")]
    [InlineData("features size=3", "dense 1 {|SEQ004:units=2|}", "'units' more than once")]
    [InlineData("features size=3", "dense 1 use_bias=true {|SEQ004:use_bias=true|}", "'use_bias' more than once")]
    [InlineData("features size=3", "dense {|SEQ005:relu|}", "'units' needs a whole number, but 'relu' is a word")]
    [InlineData("features size=3", "dense {|SEQ005:2.5|}", "'2.5' is a number")]
    [InlineData("features size=3", "dense 1 {|SEQ005:use_bias=1|}", "'use_bias' needs true or false")]
    [InlineData("features size=3", "dense 1 {|SEQ005:\"relu\"|}", "'activation' needs the word of an activation")]
    [InlineData("features size=3", "dense 1 {|SEQ005:elu(a)|}", "a number in the parentheses")]
    [InlineData("features size=3", "dense 1 {|SEQ005:relu(1)|}", "no argument for 'relu'")]
    [InlineData("features size=3", "dense 1 {|SEQ005:gelu(exact)|}", "'tanh' or nothing")]
    [InlineData("features size=3", "dense 1 {|SEQ005:hard_sigmoid(keras1)|}", "'keras2' or 'keras3'")]
    [InlineData("features size=3", "dense 1 {|SEQ005:kernel_initializer=uniform(1)|}", "two numbers")]
    [InlineData("features size=3", "dense 1 {|SEQ005:kernel_initializer=zeros(1)|}", "no argument for 'zeros'")]
    [InlineData("features size=3", "dense {|SEQ006:0|}", "'units' must be at least 1 and at most 4096, but is 0")]
    [InlineData("features size=3", "dense {|SEQ006:4097|}", "4096")]
    [InlineData("features size=3", "dense {|SEQ006:99999999999999999999999|}", "4096")]
    [InlineData("features size=3", "dropout {|SEQ006:1|}", "at least 0 and less than 1")]
    [InlineData("features size=3", "dense 1 {|SEQ006:kernel_l1=-0.1|}", "at least 0")]
    [InlineData("features size=3", "dense 1 {|SEQ006:kernel_l2=1e99|}", "at least 0")]
    [InlineData("features size=3", "dense 1 {|SEQ006:elu(-1)|}", "at least 0")]
    [InlineData("features size=3", "dense 1 {|SEQ006:kernel_initializer=uniform(1,-1)|}", "lower limit first")]
    [InlineData("features size=3", "dense 1 {|SEQ007:sigmiod|}", "; did you mean 'sigmoid'?")]
    [InlineData("features size=3 length=2", "bidirectional {|SEQ007:rnn|} 4", "it knows lstm, peephole_lstm, projected_lstm, gru, min_gru, simple_rnn")]
    [InlineData("features size=3 length=2", "bidirectional lstm 4 {|SEQ007:merge_mode=avg|}", "; did you mean 'ave'?")]
    [InlineData("features size=3", "dense 1 relu {|SEQ008:true|}", "2 value(s) without a name (units, activation)")]
    [InlineData("features {|SEQ008:3|} size=3", "dense 1", "no values without a name")]
    [InlineData("features size=3 {|SEQ009:mask=true|}", "dense 1", "'mask' does not apply here")]
    [InlineData("tokens max_length=5 vocabulary=3 {|SEQ009:padding=post|}", "embedding 1\nlstm 1", "nothing is filled up")]
    [InlineData("tokens max_length=5 vocabulary=3 {|SEQ009:length=5|}", "embedding 1\nlstm 1", "give one of the two")]
    [InlineData("one_hot max_length=5 vocabulary=3 {|SEQ009:mask=true|}", "lstm 1", "every step that is given is real")]
    [InlineData("features max_length=5 size=3 {|SEQ009:pad_value=1|}", "lstm 1", "nothing is filled up")]
    [InlineData("features sequences=2 {|SEQ009:max_length=5|} size=3", "lstm 1 time_distributed=true", "each of several sequences has the declared length")]
    [InlineData("tokens max_length=5 vocabulary=3", "embedding 4\n{|SEQ055:flatten|}", "'flatten' cannot work on sequences of any length (up to 5 steps of 4 values): what it gives depends on the number of steps")]
    [InlineData("features max_length=5 size=3", "{|SEQ055:conv1d|} 4 2", "write padding=same or padding=causal")]
    [InlineData("features size=3 length=2", "lstm 4 {|SEQ009:softmax|}", "softmax mixes the units")]
    [InlineData("features size=3 length=2", "bidirectional lstm 4 {|SEQ009:reset_after=false|}", "it belongs to gru, not to lstm")]
    [InlineData("features size=3 length=2", "bidirectional gru 4 {|SEQ009:unit_forget_bias=false|}", "it belongs to lstm, peephole_lstm, projected_lstm, not to gru")]
    [InlineData("features size=3 length=2", "bidirectional simple_rnn 4 {|SEQ009:recurrent_activation=relu|}", "not to simple_rnn")]
    [InlineData("features size=3 length=2", "lstm 4 {|SEQ009:norm_epsilon=0.1|}", "it belongs to layer_normalization=true")]
    [InlineData("features size=3 length=2", "gru 4 stateful=true {|SEQ009:initial_state=input|}", "its own last state")]
    [InlineData("features size=3 length=2", "bidirectional min_gru 4 {|SEQ009:recurrent_dropout=0.1|}", "not to min_gru")]
    [InlineData("features size=3 length=2", "{|SEQ003:bidirectional|} projected_lstm 4", "projection_size")]
    [InlineData("features size=3 length=2", "lstm 4 {|SEQ006:cell_clip=0|}", "at least 1E-06")]
    [InlineData("features size=3 length=2", "bidirectional gru 4 {|SEQ009:cell_clip=1|}", "it belongs to lstm, peephole_lstm, projected_lstm, not to gru")]
    [InlineData("features size=3 length=2", "bidirectional gru 4 {|SEQ009:zoneout_cell=0.1|}", "it belongs to lstm, peephole_lstm, projected_lstm, not to gru")]
    [InlineData("features size=3 length=2", "bidirectional lstm 4 {|SEQ009:peephole_initializer=zeros|}", "it belongs to peephole_lstm, not to lstm")]
    [InlineData("features size=3 length=9", "conv1d 4 3 strides=2 {|SEQ009:dilation_rate=2|}", "strides must be 1")]
    [InlineData("features size=3 length=9", "conv1d 4 3 bias_initializer=zeros {|SEQ007:padding=full|}", "it knows valid, same, causal")]
    [InlineData("features size=3 length=9", "max_pooling1d {|SEQ007:padding=causal|}", "it knows valid, same")]
    [InlineData("features size=3 length=9", "average_pooling1d {|SEQ006:0|}", "'pool_size' must be at least 1")]
    [InlineData("features size=3", "dense 4 {|SEQ009:bias_initializer=orthogonal|}", "only a matrix")]
    [InlineData("features size=3", "dense 4 name=a_1\ndense 1 {|SEQ015:name=A1|}", "'A1' is already that of 'a_1'")]
    [InlineData("features size=3", "dense 4 {|SEQ016:name=\"a b\"|}", "'a b' cannot be the name of a layer")]
    [InlineData("features size=3", "dense 4 {|SEQ016:name=_a|}", "start with a letter")]
    [InlineData("{|SEQ017:dense|} 4", "dense 1", "starts with 'dense'")]
    [InlineData("features size=3", "{|SEQ018:lstm|} 4", "'lstm' cannot follow 'features': it needs a sequence of vectors, but gets one vector of 3 values")]
    [InlineData("features size=3", "{|SEQ018:bidirectional|} gru 4", "a sequence of vectors")]
    [InlineData("features size=3", "{|SEQ018:embedding|} 4", "it needs tokens")]
    [InlineData("features size=3", "dense 1\n{|SEQ018:features|} size=3", "to be the first layer")]
    [InlineData("tokens length=5 vocabulary=9", "{|SEQ018:lstm|} 4", "5 tokens of a vocabulary of 9")]
    [InlineData("tokens length=5 vocabulary=9", "{|SEQ018:dense|} 4", "it needs vectors")]
    [InlineData("one_hot length=5 vocabulary=9", "{|SEQ018:flatten|}", "5 one-hot tokens")]
    [InlineData("one_hot length=5 vocabulary=9", "{|SEQ018:dropout|} 0.5", "it needs floats")]
    [InlineData("one_hot length=5 vocabulary=9", "{|SEQ018:activation|} relu", "it needs floats")]
    [InlineData("features size=3", "{|SEQ018:masking|}", "a sequence of feature vectors")]
    [InlineData("features size=3", "{|SEQ018:spatial_dropout1d|} 0.5", "a sequence of feature vectors")]
    [InlineData("one_hot length=5 vocabulary=9", "{|SEQ018:layer_normalization|}", "it needs floats")]
    [InlineData("tokens length=5 vocabulary=9", "{|SEQ018:batch_normalization|}", "it needs floats")]
    [InlineData("features size=3", "{|SEQ018:conv1d|} 4 3", "a sequence of vectors")]
    [InlineData("features size=3", "{|SEQ018:global_max_pooling1d|}", "a sequence of feature vectors")]
    [InlineData("tokens length=5 vocabulary=9", "{|SEQ018:average_pooling1d|}", "a sequence of feature vectors")]
    [InlineData("tokens length=5 vocabulary=9", "{|SEQ018:conv1d|} 4 3", "5 tokens of a vocabulary of 9")]
    [InlineData("one_hot length=5 vocabulary=9", "{|SEQ018:max_pooling1d|}", "5 one-hot tokens")]
    [InlineData("features size=3 length=5", "conv1d 4 {|SEQ019:3|} dilation_rate=3", "a window over 7 steps does not fit into 5")]
    [InlineData("features size=3 length=5", "max_pooling1d {|SEQ019:6|}", "a window over 6 steps does not fit into 5")]
    [InlineData("features size=4096 length=5", "{|SEQ021:conv1d|} 4096 65536 padding=same", "the number of weights")]
    [InlineData("features size=4096 length=5", "{|SEQ021:conv1d|} 1 65536 padding=causal dilation_rate=65536", "training keeps of one sequence")]
    [InlineData("features size=3", "dense 1\n{|SEQ020:loss|} binary_crossentropy", "needs an output activation sigmoid")]
    [InlineData("features size=3", "dense 1 sigmoid\n{|SEQ020:loss|} binary_crossentropy from_logits=true", "linear (with from_logits=true), but the output has sigmoid")]
    [InlineData("features size=3", "dense 2 sigmoid\n{|SEQ020:loss|} categorical_crossentropy", "softmax")]
    [InlineData("features size=3", "dense 1 softmax\n{|SEQ020:loss|} sparse_categorical_crossentropy", "at least 2 output values")]
    [InlineData("features size=3", "dense 1\nloss huber {|SEQ009:from_logits=true|}", "compares values")]
    [InlineData("tokens length=5 vocabulary=50000000", "{|SEQ021:embedding|} 4096", "the number of weights up to this layer would be 204,800,000,000")]
    [InlineData("features size=3 length=65536", "{|SEQ021:lstm|} 4096", "training keeps of one sequence")]
    [InlineData("features size=65536 length=65536", "{|SEQ021:flatten|}", "the flattened vector")]
    [InlineData("{|SEQ023:features|} size=3", "", "needs an input and at least one layer")]
    [InlineData("features size=3", "dense {|SEQ024:?|}", "A value was expected here, not '?'")]
    [InlineData("features size=3", "{|SEQ024:1|} dense", "A word was expected here, not '1'")]
    [InlineData("features size=3 length=5", "{|SEQ060:LSTM(32, return_sequences=True)|} # pasted", "a line of a .seqnet file is a word and its arguments: lstm 32 return_sequences=true")]
    [InlineData("features size=3 length=5", "  {|SEQ060:model.add(layers.Bidirectional(LSTM(64, dropout = 0.2), merge_mode='sum'))|}", ": bidirectional lstm 64 dropout=0.2 merge_mode=sum")]
    [InlineData("features size=3 length=5", "{|SEQ060:x = TimeDistributed(Dense(4, activation=\"relu\", use_bias=False))(x)|}", ": dense 4 activation=relu use_bias=false time_distributed=true")]
    [InlineData("{|SEQ060:keras.Input(shape=(10, 3)),|}", "lstm 4", ": features length=10 size=3")]
    [InlineData("tokens length=5 vocabulary=100", "{|SEQ060:Embedding(100, 16, input_length=5)|}", ": embedding 16")]
    [InlineData("features size=3", "{|SEQ060:Dense(1, activation=None, kernel_initializer='zeros')|}", ": dense 1 kernel_initializer=zeros")]
    [InlineData("features size=3 length=5", "lstm 4\n{|SEQ018:lstm|} 4", "it needs a sequence of vectors, but gets one vector of 4 values; write return_sequences=true at 'lstm' above")]
    [InlineData("features size=3 length=5", "bidirectional gru 4 name=words\n{|SEQ018:conv1d|} 4 2", "write return_sequences=true at 'words' above")]
    [InlineData("features size=3", "dense 1\nloss {|SEQ007:msee|}", "; did you mean 'mse'?")]
    [InlineData("features size=3", "dense {|SEQ024:12ab|}", "'12ab' is not a number")]
    [InlineData("features size=3", "dense 1 name={|SEQ024:\"x|}", "quotation mark")]
    [InlineData("features size=3", "dense 1 elu(1{|SEQ024:;|})", "A comma or a closing parenthesis")]
    [InlineData("features size=3", "dense 1 relu{|SEQ024:\"|}x\"", "A blank was expected after 'relu'")]
    [InlineData("features size=3", "dense units={|SEQ024:|}", "A value was expected here")]
    [InlineData("features size=3\n{|SEQ025:namespace|} A", "dense 1", "directly after the line of the model, once")]
    [InlineData("features size=3", "{|SEQ025:loss|} huber\ndense 1", "after the last layer, once")]
    [InlineData("features size=3 length=4 sequences=2", "{|SEQ018:lstm|} 4", "it needs one sequence (time_distributed=true applies it to each of several), but gets 2 sequences of 4 steps of 3 values")]
    [InlineData("features size=3 length=4", "{|SEQ018:lstm|} 4 time_distributed=true", "'lstm' cannot follow 'features': it needs a sequence of vectors, but gets one vector of 3 values")]
    [InlineData("features size=3", "{|SEQ018:dense|} 4 time_distributed=true", "a sequence, or several")]
    [InlineData("features size=3 length=4 sequences=2", "lstm 4 initial_state=weights {|SEQ009:time_distributed=true|}", "each sequence starts from zeros")]
    [InlineData("features size=3 length=4 sequences=2", "lstm 4 dropout=0.1 {|SEQ009:time_distributed=true|}", "it would drop the same values of all sequences")]
    [InlineData("features size=3 length=4", "batch_normalization {|SEQ009:time_distributed=true|}", "statistics of all of them")]
    [InlineData("features size=3 length=4", "add features {|SEQ009:time_distributed=true|}", "joins several outputs")]
    [InlineData("features size=3 length=4 sequences=2 {|SEQ009:padding=post|}", "lstm 4 time_distributed=true", "each of several sequences has the declared length")]
    [InlineData("tokens length=4 vocabulary=9 sequences=2", "embedding 4 mask_zero=true {|SEQ019:time_distributed=true|}", "masks do not reach the layers inside")]
    [InlineData("features size=3 length=4 {|SEQ009:time_distributed=true|}", "lstm 4", "an input works on nothing")]
    [InlineData("features size=3", "dense 4 name=a\n{|SEQ025:output|} a\ndense 1", "after the last layer, where only other outputs follow")]
    [InlineData("features size=3", "dense 4\noutput dense\n{|SEQ025:loss|} huber", "in the lines of the outputs, each with its own")]
    [InlineData("features size=3", "dense 4\noutput {|SEQ026:danse|}", "Did you mean 'dense'?")]
    [InlineData("branch a\nfeatures size=3", "dense 4 name=b\noutput a\noutput {|SEQ019:b|}", "the layer is an output already, named 'a'")]
    [InlineData("features size=3", "dense 4 name=a\n{|SEQ027:dense|} 1\noutput a", "must be an output")]
    [InlineData("features size=3", "dense 4 name=a\ndense 1\noutput dense\n{|SEQ020:output|} a binary_crossentropy", "an output activation sigmoid")]
    [InlineData("features size=3", "dense 4\noutput dense {|SEQ009:from_logits=true|}", "the output has no loss")]
    [InlineData("features size=3", "dense 4\noutput dense huber {|SEQ006:loss_weight=-1|}", "at least 0")]
    [InlineData("tokens length=3 vocabulary=5 name=words", "embedding 4\noutput embedding\n{|SEQ019:output|} words", "a model ends in floats")]
    [InlineData("features size=3 length=5", "lstm 4 {|SEQ026:initial_state=encodr|}", "'encodr' is no layer or branch above this line")]
    [InlineData("features size=3 length=5", "lstm 4 return_sequences=true name=encoder\nlstm 4 {|SEQ026:initial_state=encodr|}", "did you mean 'encoder'?")]
    [InlineData("features size=3 length=5", "lstm 4 {|SEQ026:initial_state=later|}\ndense 1 name=later", "a layer that is not above")]
    [InlineData("branch a\nfeatures size=3 length=5", "dense 4\nlstm 4 {|SEQ026:initial_state=a|}", "a branch that has not ended above")]
    [InlineData("features size=3 length=5", "lstm 4 {|SEQ005:initial_state=3|}", "'initial_state' needs the name of a layer above, or one of the words zeros, input")]
    [InlineData("features size=3 length=5", "dense 4\nlstm 4 {|SEQ019:initial_state=dense|}", "'dense' is a layer of type dense, which has no states")]
    [InlineData("features size=3 length=5", "lstm 4 return_sequences=true\nlstm 5 {|SEQ019:initial_state=lstm|}", "it needs the states h of 5, c of 5, but 'lstm' ends with h of 4, c of 4")]
    [InlineData("features size=3 length=5", "lstm 4 return_sequences=true\ngru 4 {|SEQ019:initial_state=lstm|}", "it needs the states h of 4")]
    [InlineData("branch a\nfeatures size=3 length=5\n{|SEQ027:lstm|} 4\nbranch b\nfeatures size=3", "dense 1", "No layer uses the output of 'lstm', the end of the branch 'a'")]
    [InlineData("features size=3\nbranch {|SEQ028:a|}\nbranch b from=features", "dense 1", "The branch 'a' has no layers")]
    [InlineData("features size=3", "dense 4 name=x\nbranch a {|SEQ026:from=y|}\ndense 1", "'y' is no layer or branch above this line")]
    [InlineData("features size=3", "dense 4 name=x\nbranch a from=x\n{|SEQ018:features|} size=3\ndense 1", "to be the first layer")]
    [InlineData("features size=3 length=5", "dense 4 name=a\nconv1d 2 2\nadd {|SEQ019:a|}", "add needs outputs of the same shape, but for one step or one value that stands for all: the line above gives 4 steps of 2 values, but 'a' gives 5 steps of 4 values")]
    [InlineData("features size=3 length=5", "dense 4 name=a\nconv1d 2 2\nconcatenate {|SEQ019:a|}", "concatenate needs outputs of the same steps")]
    [InlineData("features size=3 length=5", "lstm 4 name=a\nbranch b from=features\ndense 4\nattention {|SEQ019:a|}", "it attends to a sequence of feature vectors, but 'a' gives one vector of 4 values")]
    [InlineData("features size=3 length=5", "dense 4 name=a\ndense 5\nattention {|SEQ019:a|}", "query and key have the same size")]
    [InlineData("features size=3 length=5", "dense 4 name=a\nconv1d 4 2 name=b\nattention b {|SEQ019:key=a|}", "keys and values have the same steps")]
    [InlineData("features size=3", "{|SEQ018:attention|} features", "a sequence of feature vectors")]
    [InlineData("features size=3", "{|SEQ018:multi_head_attention|} features 2 4", "a sequence of feature vectors")]
    [InlineData("features size=3 length=5", "dense 4 name=a\nconv1d 4 2 name=b\nmulti_head_attention b 2 4 {|SEQ019:key=a|}", "keys and values have the same steps")]
    [InlineData("features size=3 length=5", "{|SEQ003:multi_head_attention|} features 2", "'key_dim'")]
    [InlineData("features size=3 length=5", "multi_head_attention features {|SEQ006:0|} 4", "'num_heads' must be at least 1")]
    [InlineData("features size=3 length=5", "{|SEQ018:repeat_vector|} 4", "one vector")]
    [InlineData("features size=3 length=5", "conv1d 4 2 {|SEQ019:groups=2|}", "3 values of a step cannot be divided into 2 equal blocks")]
    [InlineData("features size=256 length=5", "conv1d 256 2 {|SEQ019:groups=128|}", "more than 64 groups must be as many as a step has values, 256")]
    [InlineData("features size=4 length=5", "conv1d 3 2 {|SEQ019:groups=2|}", "3 filters cannot be divided into 2 equal blocks")]
    [InlineData("features size=4 length=5", "conv1d 4 2 softmax {|SEQ019:groups=2|}", "softmax mixes the filters of all groups")]
    [InlineData("one_hot length=5 vocabulary=4", "conv1d 4 2 {|SEQ019:groups=2|}", "one-hot tokens have no blocks")]
    [InlineData("features size=4 length=5", "depthwise_conv1d {|SEQ019:6|}", "a window over 6 steps does not fit into 5")]
    [InlineData("features size=4 length=5", "separable_conv1d 3 2 strides=2 {|SEQ009:dilation_rate=2|}", "strides must be 1")]
    [InlineData("features size=3 length=5", "reshape {|SEQ019:4|} length=3", "5 steps of 3 values are 15 values, which do not fill 3 steps of 4 values")]
    [InlineData("features size=3 length=5", "reshape -1 {|SEQ019:length=-1|}", "only one of size and length can be -1")]
    [InlineData("features size=3 length=5", "reshape {|SEQ019:0|}", "at least 1, or -1")]
    [InlineData("features size=3 length=5", "reflection_padding1d {|SEQ019:5|}", "5 steps have no more than 4 to reflect")]
    [InlineData("features size=3 length=5", "cropping1d {|SEQ019:2|} right=3", "nothing is left of 5 steps")]
    [InlineData("features size=3 length=5", "zero_padding1d {|SEQ021:65536|}", "the number of steps")]
    [InlineData("features size=3", "{|SEQ018:permute|}", "a sequence of feature vectors")]
    [InlineData("features size=3", "{|SEQ018:attention_weighted_average|}", "a sequence of feature vectors")]
    [InlineData("features size=3 length=5", "{|SEQ019:glu|}", "3 values cannot be halved")]
    [InlineData("features size=3 length=5", "{|SEQ019:magnitude|}", "3 values are no pairs of real and imaginary parts")]
    [InlineData("features size=3 length=5", "slice {|SEQ019:3|} 1", "the 3 values of its input have the numbers 0 to 2")]
    [InlineData("features size=3 length=5", "slice 1 {|SEQ019:3|}", "from value 1 on there are 2 of 3 values")]
    [InlineData("features size=3", "slice {|SEQ006:-1|} 2", "'start' must be at least 0")]
    [InlineData("features size=3", "{|SEQ003:slice|} 2", "'size'")]
    [InlineData("one_hot length=5 vocabulary=4", "{|SEQ018:slice|} 0 2", "floats")]
    [InlineData("features size=3", "{|SEQ003:rescaling|} offset=1", "'scale'")]
    [InlineData("features size=3", "rescaling {|SEQ006:1e39|}", "a number that a float can hold")]
    [InlineData("one_hot length=5 vocabulary=4", "{|SEQ018:rescaling|} 0.5", "floats")]
    [InlineData("features size=3 length=5", "softmax {|SEQ019:axis=0|}", "a sequence has the axes 1")]
    [InlineData("features size=3", "softmax {|SEQ019:axis=2|}", "one vector has no axis but 1 or -1")]
    [InlineData("features size=3", "prelu {|SEQ019:shared_axes=time|}", "one vector has no steps")]
    [InlineData("features size=3", "relu {|SEQ019:max_value=1|} threshold=2", "max_value must not be below the threshold")]
    [InlineData("features size=3", "dense 2 {|SEQ005:clip(1)|}", "two numbers in the parentheses of 'clip'")]
    [InlineData("features size=3", "dense 2 {|SEQ006:celu(0)|}", "at least 1E-06")]
    [InlineData("features size=3 length=2", "lstm 4 {|SEQ009:log_softmax|}", "log_softmax mixes the units")]
    [InlineData("features size=3 length=5", "dense 1\n{|SEQ003:subtract|}", "'subtract' needs the argument 'layer'")]
    [InlineData("features size=3 length=5", "dense 2\nsubtract features {|SEQ008:dense|}", "1 value(s) without a name")]
    [InlineData("features size=3 length=5", "dense 2\nmultiply {|SEQ019:features|}", "multiply needs outputs of the same shape, but for one step or one value that stands for all: the line above gives 5 steps of 2 values, but 'features' gives 5 steps of 3 values")]
    [InlineData("features size=3 length=5", "dense 1\n{|SEQ003:concatenate|}", "'concatenate' needs the argument 'layers'")]
    [InlineData("features size=3", "{|SEQ003:branch|}\ndense 1", "'branch' needs the argument 'name'")]
    public void SeqnetLine(string input, string layer, string message) =>
        Markup.CheckSeqnet($"model Model # a comment\n{input}\n{layer}\n", message);

    [Theory]
    [InlineData("{|SEQ022:features|} size=3\ndense 1\n", "starts with 'features'")]
    [InlineData("{|SEQ022:|}", "is empty")]
    [InlineData("{|SEQ022:|}# only a comment\n\n", "is empty")]
    [InlineData("model {|SEQ023:Model|}\n", "'Model' needs an input")]
    [InlineData("model {|SEQ016:class|}\nfeatures size=3\ndense 1", "and not a keyword")]
    [InlineData("model {|SEQ016:A.B|}\nfeatures size=3\ndense 1", "'A.B' cannot be the name of a model")]
    [InlineData($"model {{|SEQ016:{Long}{Long}{Long}|}}\nfeatures size=3\ndense 1", "and may have 250")]
    [InlineData("model A\nnamespace {|SEQ016:B..C|}\nfeatures size=3\ndense 1", "cannot be the name of a namespace")]
    [InlineData("model A\nnamespace B\n{|SEQ025:namespace|} C\nfeatures size=3\ndense 1", "once")]
    [InlineData("model A\nnamespace B {|SEQ024:C D|}\nfeatures size=3\ndense 1", "Only a comment may follow the name")]
    [InlineData("model A {|SEQ007:privat|}\nfeatures size=3\ndense 1", "it knows public, internal")]
    [InlineData("model A internal {|SEQ008:internal|}\nfeatures size=3\ndense 1", "1 value(s) without a name (accessibility)")]
    [InlineData("model {|SEQ016:Predict|}\nfeatures size=3\ndense 1", "a model has a method 'Predict'")]
    [InlineData("model {|SEQ023:Model|}\nloss huber", "'Model' needs an input")]
    [InlineData("model Model\nnamespace {|SEQ016:Acme.|}{|SEQ024:@event|}\nfeatures size=3\ndense 1", "none of them a keyword")]
    [InlineData("model A\nnamespace {|SEQ016:Acme.event|}\nfeatures size=3\ndense 1", "none of them a keyword")]
    [InlineData("model A\nnamespace {|SEQ036:System.Math|}\nfeatures size=3\ndense 1", "'System.Math' hides")]
    [InlineData("model {|SEQ036:Packing|}\nnamespace SeqGen.CompilerServices\nfeatures size=3\ndense 1", "'SeqGen.CompilerServices.Packing' hides")]
    [InlineData("model {|SEQ036:CompilerServices|}\nnamespace SeqGen\nfeatures size=3\ndense 1", "'SeqGen.CompilerServices' hides")]
    [InlineData("model V\nnamespace {|SEQ036:SeqGen.Emitted|}\nfeatures size=3\ndense 1", "'SeqGen.Emitted' hides")]
    [InlineData("model {|SEQ039:A|}\nnamespace N\nfeatures size=3\ndense 1\nmodel B\nnamespace N.A\nfeatures size=3\ndense 1", "'N.A' is also the name of another model's namespace")]
    [InlineData("model A {|SEQ002:weigths=bfloat16|}\nfeatures size=3\ndense 1", "did you mean 'weights'?")]
    [InlineData("model A {|SEQ007:weights=bfloat61|} {|SEQ007:gates=exact|}\nfeatures size=3\ndense 1", "did you mean 'bfloat16'?")]
    [InlineData("model A weights={|SEQ024:?|}\nfeatures size=3\ndense 1", "A value was expected here")]
    [InlineData("model{|SEQ024:|}", "A word was expected here")]
    [InlineData("model A\nfeatures size=3\ndense 1\nmodel {|SEQ014:a|}\nfeatures size=3\ndense 1", "There is already a model 'SeqGen.Models.a'")]
    public void SeqnetFile(string file, string message) => Markup.CheckSeqnet(file, message);

    [Theory]
    [InlineData("Features(Size = 3)", "{|SEQ001:Lstn|}(32), Dense(1)", "There is no layer 'lstn'; did you mean 'lstm'?")]
    [InlineData("Features(Size = 3)", "{|SEQ001:LSTM|}(32), Dense(1)", "There is no layer 'LSTM'; did you mean 'lstm'?")]
    [InlineData("Features(Size = 3)", "{|SEQ001:SimpleRNN|}(32), Dense(1)", "; did you mean 'simple_rnn'?")]
    [InlineData("Features(Size = 3)", "Dense(1), {|SEQ001:Los|}(LossFunction.Huber)", "; did you mean 'loss'?")]
    [InlineData("Features(Size = 3, Length = 2)", "Lstm(4, {|SEQ002:return_sequences = true|})", "'Lstm' has no argument 'return_sequences'; did you mean 'ReturnSequences = ...'?")]
    [InlineData("Features(Size = 3, Length = 2)", "Lstm(4, {|SEQ002:go_backwards: true|})", "; did you mean 'GoBackwards = ...'?")]
    [InlineData("Features(Size = 3)", "Dense({|SEQ002:Units = 4|})", "; did you mean 'units: ...'?")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ007:Activation.Sigmiod|})", "'Activation' does not know the word 'Sigmiod'; did you mean 'Activation.Sigmoid'?")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ007:activation: Activation.RELU|})", "; did you mean 'Activation.Relu'?")]
    [InlineData("Features(Size = 3, Length = 9)", "Conv1D(4, 3, {|SEQ007:Padding = Padding.Casual|})", "; did you mean 'Padding.Causal'?; it knows Valid, Same, Causal")]
    [InlineData("Features(Size = 3)", "Dense(1), Loss({|SEQ007:LossFunction.Mse|})", "; did you mean 'LossFunction.MeanSquaredError'?")]
    [InlineData("Features(Size = 3)", "Dense(1), Loss({|SEQ007:\"msee\"|})", "; did you mean 'mse'?")]
    [InlineData("Features(Size = 3, Length = 2)", "Lstm(4), {|SEQ018:Lstm|}(4)", "write return_sequences=true at 'lstm' above")]
    [InlineData("Features(Size = 3)", "{|SEQ001:TimeDistributed|}(32), Dense(1)", "; did you mean 'dense'?")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ002:UseBais = true|})", "'dense' has no argument 'use_bais'; did you mean 'use_bias'?")]
    [InlineData("Features(Size = 3)", "{|SEQ003:Dense|}({|SEQ002:unit: 1|}), Dense(1)", "'dense' needs the argument 'units'")]
    [InlineData("Features(Size = 3, {|SEQ002:Lenght = 3|})", "Dense(1)", "; did you mean 'length'?")]
    [InlineData("Features(Size = 3)", "Dense({|SEQ006:0|})", "'units' must be at least 1 and at most 4096, but is 0")]
    [InlineData("Features(Size = 3)", "Dense(1, KernelL1 = 0.1, {|SEQ006:KernelL2 = -1|})", "'kernel_l2' must be at least 0")]
    [InlineData("Features(Size = 3)", "Dropout({|SEQ006:1|})", "less than 1")]
    [InlineData("{|SEQ003:Features|}(Length = 3)", "Dense(1)", "'features' needs the argument 'size'")]
    [InlineData("{|SEQ003:Tokens|}(Length = 3)", "Embedding(1)", "'tokens' needs the argument 'vocabulary'")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ007:\"sigmiod\"|})", "; did you mean 'sigmoid'?")]
    [InlineData("Features(Size = 3)", "Dense({|SEQ007:activation: \"sigmiod\"|}, units: 1)", "; did you mean 'sigmoid'?")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ005:\"two words\"|})", "'two words' is a text")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ005:null!|})", "'null' is a text")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ005:\"relu(1)\"|})", "no argument for 'relu'")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ005:KernelInitializer = \"uniform(1)\"|})", "two numbers")]
    [InlineData("Features(Size = 3, {|SEQ009:Mask = true|})", "Dense(1)", "'mask' does not apply here")]
    [InlineData("Features(Size = 3, Length = 2)", "Lstm(4, {|SEQ009:Activation.Softmax|})", "softmax mixes the units")]
    [InlineData("Features(Size = 3, Length = 2)", "Bidirectional(Cell.Lstm, 4, {|SEQ009:ResetAfter = false|})", "it belongs to gru, not to lstm")]
    [InlineData("Features(Size = 3, Length = 2)", "Bidirectional({|SEQ005:(Cell)99|}, 4)", "'(Cell)99' is not a member of the enumeration")]
    [InlineData("Features(Size = 3, Length = 9)", "Conv1D(4, 3, {|SEQ005:Padding = (Padding)7|})", "'padding' needs one of the words valid, same, causal, but '(Padding)7' is not a member of the enumeration")]
    [InlineData("Features(Size = 3, Length = 9)", "MaxPooling1D({|SEQ007:Padding = Padding.Causal|})", "'padding' does not know the word 'causal'; it knows valid, same")]
    [InlineData("Features(Size = 3)", "Dense(1), Loss({|SEQ005:(LossFunction)(-2)|})", "not a member of the enumeration")]
    [InlineData("Features(Size = 3)", "Dense(1, Name = \"a\")]\n[Dense(1, {|SEQ015:Name = \"A\"|})", "already that of 'a'")]
    [InlineData("Features(Size = 3)", "Dense(1, {|SEQ016:Name = \"a b\"|})", "'a b' cannot be the name of a layer")]
    [InlineData("{|SEQ017:Dense|}(3)", "Dense(1)", "starts with 'dense'")]
    [InlineData("Features(Size = 3)", "{|SEQ018:SeqGen.LstmAttribute|}(4)", "'lstm' cannot follow 'features'")]
    [InlineData("Features(Size = 3)", "Dense(1), {|SEQ020:Loss|}(LossFunction.BinaryCrossentropy)", "sigmoid")]
    [InlineData("Features(Size = 3)", "Dense(1), Loss(LossFunction.Huber, {|SEQ009:FromLogits = true|})", "compares values")]
    [InlineData("Features(Size = 3)", "{|SEQ025:Loss|}(LossFunction.Huber), Dense(1)", "after the last layer")]
    [InlineData("Tokens(Length = 5, Vocabulary = 50_000_000)", "{|SEQ021:Embedding|}(4096)", "the number of weights")]
    [InlineData("{|SEQ023:Features|}(Size = 3), Obsolete", "System.Serializable", "needs an input and at least one layer")]
    public void Attribute(string input, string layer, string message) => Markup.CheckSource(
        $"using System;\nusing SeqGen;\nnamespace Test;\n[SequenceModel]\n[{input}]\n[{layer}]\npublic partial class Model;\n", message);

    [Theory]
    [InlineData("public class {|SEQ010:Model|};", "'Model' must be partial")]
    [InlineData("public partial record {|SEQ013:Model|};", "'Model' is a record")]
    [InlineData("public static partial class {|SEQ013:Model|};", "'Model' is static")]
    [InlineData("public abstract partial class {|SEQ013:Model|};", "'Model' is abstract")]
    [InlineData("file partial class {|SEQ013:Model|};", "'Model' is local to its file")]
    [InlineData("public partial class {|SEQ016:Predict|};", "a model has a method 'Predict'")]
    [InlineData("public partial class {|SEQ016:CreateStream|};", "a model has a method 'CreateStream'")]
    [InlineData("public partial class Model{|SEQ034:(string title)|} { public string Title => title; }", "write an ordinary one that ends in ': this(seed)'")]
    [InlineData("public class Base; public partial class Model : {|SEQ033:Base|};", "'Base' cannot be the base class of the model 'Model': a model derives from SequenceModel", true)]
    [InlineData("public abstract class Base() : SequenceModel(null!, 0); public partial class Model : {|SEQ033:Base|};", "it needs a constructor (ModelProgram program, int seed)", true)]
    [InlineData("public abstract class Base(SeqGen.CompilerServices.ModelProgram program, int seed) : SequenceModel(program, seed) { public abstract float Predict(System.ReadOnlySpan<float> features); } public partial class Model : {|SEQ035:Base|};", "'Predict' has the same name and parameters as the emitted member 'Predict(System.ReadOnlySpan<float>)'", true)]
    [InlineData("public partial class Model { public {|SEQ035:Model|}(int number) : base(null!, number) { } }", "'Model(int seed)'")]
    [InlineData("public partial class Model { public float {|SEQ035:Predict|}(System.ReadOnlySpan<float> values) => 1; }", "Predict(System.ReadOnlySpan<float>)")]
    [InlineData("public partial class Model { public void {|SEQ035:Predict|}(System.ReadOnlySpan<float> values, System.Span<float> result) { } }", "System.Span<float>")]
    [InlineData("public partial class Model { public float {|SEQ035:Predict|} => 1; }", "rename it")]
    [InlineData("public partial class Model { class {|SEQ035:Predict|} { } }", "rename it")]
    [InlineData("public partial class Model; [{|SEQ031:Dense|}(2)] public partial class Model;", "is on another part of 'Model' than [SequenceModel]")]
    [InlineData("public partial class Model; [{|SEQ031:Dense|}(2), Serializable, {|SEQ031:Loss|}(LossFunction.Huber)] public partial class Model;", "'dense' is on another part")]
    [InlineData("public partial class Model; [{|SEQ032:Dense|}(2), Dropout(0.5)] public partial class Other;", "'Dense' describes a layer, but no part of 'Other' has the attribute [SequenceModel]")]
    [InlineData("public partial class Model; [{|SEQ032:SeqGen.Loss|}(LossFunction.Huber)] class Other;", "no part of 'Other'")]
    [InlineData("public partial class {|SEQ012:Model|}<T>;", "'Model' must have no type parameters")]
    public void Class(string declaration, string message, bool isBehind = false)
    {
        const string Attributes = "[SequenceModel]\n[Features(Size = 3), Dense(1)]\n";
        string text = isBehind ? declaration.Replace("public partial class Model", $"{Attributes}public partial class Model") : Attributes + declaration;
        Markup.CheckSource($"using System;\nusing SeqGen;\nnamespace Test;\n{text}\n", message);
    }

    [Theory]
    [InlineData("{|SEQ005:Weights = (WeightFormat)61|}", "'weights' needs one of the words float32, bfloat16, but '(WeightFormat)61' is not a member of the enumeration")]
    [InlineData("{|SEQ007:Weights = WeightFormat.BFlot16|}", "; did you mean 'WeightFormat.BFloat16'?")]
    [InlineData("Weights = WeightFormat.BFloat16, {|SEQ005:Gates = (GateForm)(-1)|}", "not a member of the enumeration")]
    public void ModelOption(string options, string message) => Markup.CheckSource(
        $"using SeqGen;\nnamespace Test;\n[SequenceModel({options})]\n[Features(Size = 3), Dense(1)]\npublic partial class Model;\n", message);

    [Theory]
    [InlineData("{|SEQ019:features|} size=3\ndense 1", "stream_block=8, but it cannot stream: the input has no steps")]
    [InlineData("{|SEQ019:features|} size=3 length=5\nbidirectional lstm 4\ndense 1", "bidirectional needs the whole sequence")]
    [InlineData("branch a\nfeatures size=3\nbranch b\n{|SEQ019:features|} size=3 length=5\nlstm 3\nconcatenate a", "several inputs takes one step at a time")]
    public void BlocksNeedAStreamOfOneInput(string lines, string message) =>
        Markup.CheckSeqnet($"model M stream_block=8\n{lines}\n", message);

    [Fact]
    public void NestedClass() => Markup.CheckSource(
        "using SeqGen;\nclass Outer\n{\n    [SequenceModel, Features(Size = 3), Dense(1)]\n    partial class {|SEQ011:Inner|};\n}\n",
        "'Inner' must be directly in a namespace, not inside 'Outer'");

    [Fact]
    public void EmptyClass() => Markup.CheckSource("[SeqGen.SequenceModel] partial class {|SEQ023:Model|};", "'Model' needs an input");

    [Fact]
    public void SameNameInBothLanguages()
    {
        GeneratorRun run = new GeneratorHarness("Test")
            .SetSource("Model.cs", "using SeqGen;\nnamespace Test;\n[SequenceModel, Features(Size = 3), Dense(1)]\npartial class Model;\n")
            .SetFile("Model.seqnet", "model Model\nfeatures size=3\ndense 1\n")
            .Run();
        Diagnostic diagnostic = run.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe("SEQ014");
        diagnostic.Location.GetLineSpan().ToString().ShouldBe("Model.seqnet: (0,6)-(0,11)");
    }

    [Fact]
    public void AllMistakesOfAModelAreReported() => Markup.CheckSeqnet(
        "model A\nfeatures {|SEQ006:size=0|} {|SEQ002:sizes=1|}\n{|SEQ001:danse|} 1\ndense 1 {|SEQ024:?|}\ndense {|SEQ005:x|} {|SEQ007:rely|}\n",
        "'size' must be at least 1");

    [Fact]
    public void MistakeOfTheCompilerIsNotRepeated()
    {
        GeneratorRun run = GeneratorHarness.RunSource(
            "using SeqGen;\nnamespace Test;\n[SequenceModel, Features(Size = Missing), Dense(\"x\"), Dense(1, Bias = 3), Dance(4)]\npartial class Model;\n");
        run.Diagnostics.ShouldBeEmpty();
        run.OutputsOf<Networks.NetworkSpec>(TrackingNames.Spec).ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("tokens length=5 vocabulary=9\nlstn 4", "SEQ001")]
    [InlineData("tokens length=5 vocabulary=9\nlstm 4", "SEQ018")]
    [InlineData("tokens length=5 vocabulary=9\nlstm ?", "SEQ024")]
    [InlineData("", "SEQ023")]
    public void CodeThatUsesAWrongModelHasNoMistakes(string lines, string expected)
    {
        GeneratorRun run = new GeneratorHarness().SetSource("Program.cs", Usage).SetFile("Model.seqnet", $"model Model\nnamespace Test\n{lines}").Run();
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe([expected]);
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void CodeThatUsesAWrongClassHasNoMistakes()
    {
        GeneratorRun run = new GeneratorHarness().SetSource("Program.cs", Usage)
            .SetSource("Model.cs", "using SeqGen;\nnamespace Test;\n[SequenceModel, Tokens(Length = 5, Vocabulary = 9), Lstm(4)]\npublic partial class Model;\n")
            .Run();
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ018"]);
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void WrongModelLeavesTheOthersAlone()
    {
        GeneratorRun run = GeneratorHarness.RunSeqnet("model A\nfeatures size=3\ndense 0\nmodel B\nfeatures size=3\ndense 1\n");
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ006"]);
        run.OutputsOf<Networks.NetworkSpec>(TrackingNames.Spec).Select(spec => spec.Name).ShouldBe(["B"]);
    }

    [Fact]
    public void TableOfDiagnosticsEqualsTheDescriptors()
    {
        DiagnosticDescriptor[] descriptors = [.. typeof(DiagnosticCatalog)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)];
        descriptors.Select(descriptor => descriptor.Id).ShouldBe(descriptors.Select(descriptor => descriptor.Id).Distinct().Order(StringComparer.Ordinal));
        descriptors.ShouldAllBe(descriptor => Regex.IsMatch(descriptor.Id, @"^SEQ\d{3}$"));

        string table = File.ReadAllText(RepositoryFiles.PathOf("generators/DIAGNOSTICS.md"));
        Regex.Matches(table, @"^\| <a id=""seq\d{3}""></a>(SEQ\d{3}) \| ([^|]+) \|", RegexOptions.Multiline)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}")
            .ShouldBe(descriptors.Select(descriptor => $"{descriptor.Id} {descriptor.Title}"));

        string repository = Regex.Match(File.ReadAllText(RepositoryFiles.PathOf("src/Directory.Build.props")), "<RepositoryUrl>([^<]+)<").Groups[1].Value;
        foreach (DiagnosticDescriptor descriptor in descriptors)
        {
            string[] link = descriptor.HelpLinkUri.Split('#');
            link[0].ShouldBe($"{repository}/blob/main/generators/DIAGNOSTICS.md");
            Regex.Count(table, $"^\\| <a id=\"{link[1]}\"></a>{descriptor.Id} ", RegexOptions.Multiline).ShouldBe(1, descriptor.Id);
        }
    }
}
