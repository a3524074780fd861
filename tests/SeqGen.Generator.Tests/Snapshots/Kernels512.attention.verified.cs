// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
//
// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]
// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]
namespace SeqGen.Emitted.Of_Test_Model
{
    using System = global::System;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using DropoutMask = global::SeqGen.CompilerServices.DropoutMask;
    using Place = global::SeqGen.CompilerServices.Place;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using F = global::SeqGen.CompilerServices.Floats512;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    internal sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Keys_One(ref weights, ref packed, ref work, inputs);
            Layers.Attention_One(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Keys_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Attention_Tile(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_Tile(ref weights, ref packed, ref work, inputs);
            Layers._Output_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Begin(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Features_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Keys_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Attention_Stream(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Keys_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Attention_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.AdditiveAttention_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers._Output_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.AdditiveAttention_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.AdditiveAttention_Lanes);
            Layers.Attention_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Attention_Scale);
            Layers.Keys_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Keys_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                ref float x = ref inputs.Features;
                ref float values = ref Place.At(ref work, OneBuffers.Keys_Values);
                ref float bias = ref Place.At(ref packed, InferenceWeights.Keys_Bias);
                ref float b = ref Place.At(ref packed, InferenceWeights.Keys_Kernel);
                Vec c0a0 = F.Load(ref bias);
                Vec c1a0 = F.Load(ref bias);
                Vec c2a0 = F.Load(ref bias);
                Vec c3a0 = F.Load(ref bias);
                Vec c4a0 = F.Load(ref bias);
                ulong w = 0;
                for (ulong k = 0; k < 3; k++, w += 16)
                {
                    Vec b00 = F.Load(ref b, w);
                    Vec x0 = F.Create(Place.At(ref x, k));
                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                    Vec x1 = F.Create(Place.At(ref x, k, 3));
                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                    Vec x2 = F.Create(Place.At(ref x, k, 6));
                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                    Vec x3 = F.Create(Place.At(ref x, k, 9));
                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                    Vec x4 = F.Create(Place.At(ref x, k, 12));
                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                }
                F.Store(c0a0, ref values);
                F.Store(c1a0, ref values, 16);
                F.Store(c2a0, ref values, 32);
                F.Store(c3a0, ref values, 48);
                F.Store(c4a0, ref values, 64);
            }

            /// <summary>Attention(dot), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int step = 0; step < 2; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, OneBuffers.Attention_Query + step * 16), 4));
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int t = 0; t < 2; t++)
                {
                    ref float query = ref Place.At(ref work, OneBuffers.Attention_Query + t * 16);
                    ref float weight = ref Place.At(ref work, OneBuffers.Attention_Weights + t * 16);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                        Vec productLanes = Vec.Zero;
                        productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                        float product = Reduction.Sum(productLanes);
                        float score = scoreScale * product;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, OneBuffers.Attention_Weights);
                for (int step = 0; step < 2; step++)
                {
                    ref float logits = ref Place.Row(ref distribution, step, 16);
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                for (int t = 0; t < 2; t++)
                {
                    ref float share = ref Place.At(ref work, OneBuffers.Attention_Weights + t * 16);
                    ref float context = ref Place.At(ref work, OneBuffers.Attention_Context + t * 16);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    if (Place.At(ref inputs.Mask, 5 + t) != 0f)
                    {
                        for (int s = 0; s < 5; s++)
                        {
                            ref float value = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                            F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int step = 0; step < 2; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, OneBuffers.Attention_Context + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, OneBuffers.AdditiveAttention_Query + step * 16), 4));
                }
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int t = 0; t < 2; t++)
                {
                    ref float query = ref Place.At(ref work, OneBuffers.AdditiveAttention_Query + t * 16);
                    ref float weight = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights + t * 16);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                        Vec sumLanes = Vec.Zero;
                        sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                        float sum = Reduction.Sum(sumLanes);
                        float score = sum;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights);
                for (int step = 0; step < 2; step++)
                {
                    ref float logits = ref Place.Row(ref distribution, step, 16);
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                for (int t = 0; t < 2; t++)
                {
                    ref float share = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights + t * 16);
                    ref float context = ref Place.At(ref work, OneBuffers.AdditiveAttention_Context + t * 16);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    if (Place.At(ref inputs.Mask, 5 + t) != 0f)
                    {
                        for (int s = 0; s < 5; s++)
                        {
                            ref float value = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                            F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                        }
                    }
                }
            }

            /// <summary>Dense(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float values = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80);
                    ref float bias = ref Place.At(ref packed, InferenceWeights.Keys_Bias);
                    ref float b = ref Place.At(ref packed, InferenceWeights.Keys_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong k = 0; k < 3; k++, w += 16)
                    {
                        Vec b00 = F.Load(ref b, w);
                        Vec x0 = F.Create(Place.At(ref x, k));
                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                        Vec x1 = F.Create(Place.At(ref x, k, 3));
                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                        Vec x2 = F.Create(Place.At(ref x, k, 6));
                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                        Vec x3 = F.Create(Place.At(ref x, k, 9));
                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                        Vec x4 = F.Create(Place.At(ref x, k, 12));
                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                    }
                    F.Store(c0a0, ref values);
                    F.Store(c1a0, ref values, 16);
                    F.Store(c2a0, ref values, 32);
                    F.Store(c3a0, ref values, 48);
                    F.Store(c4a0, ref values, 64);
                }
            }

            /// <summary>Attention(dot), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + row * 23 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers.Attention_Query + row * 32 + step * 16), 4));
                    }
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TileBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TileBuffers.Attention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                            Vec productLanes = Vec.Zero;
                            productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                            float product = Reduction.Sum(productLanes);
                            float score = scoreScale * product;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TileBuffers.Attention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TileBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TileBuffers.Attention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, TileBuffers.Attention_Context + row * 32 + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers.AdditiveAttention_Query + row * 32 + step * 16), 4));
                    }
                }
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TileBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                            Vec sumLanes = Vec.Zero;
                            sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                            float sum = Reduction.Sum(sumLanes);
                            float score = sum;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TileBuffers.AdditiveAttention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers._Output_Mask + row * 2), 2));
                }
            }

            /// <summary>InputLayer, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Features_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // Steps of a stream read this input again.
                for (int step = 0; step < 5; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.Row(ref inputs.Features, step, 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Features_Values + step * 16), 3));
                }
                MemoryMarshal.CreateReadOnlySpan(ref inputs.Mask, 5).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Features_Mask), 5));
            }

            /// <summary>Dense(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int t = 0; t < 5; t++)
                {
                    ref float x = ref Place.At(ref work, StreamBuffers.Features_Values + t * 16);
                    ref float values = ref Place.At(ref work, StreamBuffers.Keys_Values + t * 16);
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed), sum0);
                        values = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 16), sum0);
                        Place.At(ref values, 1) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 1);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 32), sum0);
                        Place.At(ref values, 2) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 2);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 48), sum0);
                        Place.At(ref values, 3) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 3);
                    }
                }
            }

            /// <summary>Attention(dot), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                MemoryMarshal.CreateReadOnlySpan(ref inputs.Features, 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Attention_Query), 4));
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                {
                    ref float query = ref Place.At(ref work, StreamBuffers.Attention_Query);
                    ref float weight = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        Vec productLanes = Vec.Zero;
                        productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                        float product = Reduction.Sum(productLanes);
                        float score = scoreScale * product;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref work, StreamBuffers.Features_Mask + s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                {
                    ref float logits = ref distribution;
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                {
                    ref float share = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                    ref float context = ref Place.At(ref work, StreamBuffers.Attention_Context);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    for (int s = 0; s < 5; s++)
                    {
                        ref float value = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                    }
                }
            }

            /// <summary>AdditiveAttention, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, StreamBuffers.Attention_Context), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.AdditiveAttention_Query), 4));
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                {
                    ref float query = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Query);
                    ref float weight = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        Vec sumLanes = Vec.Zero;
                        sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                        float sum = Reduction.Sum(sumLanes);
                        float score = sum;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref work, StreamBuffers.Features_Mask + s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                {
                    ref float logits = ref distribution;
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                {
                    ref float share = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                    ref float context = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Context);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    for (int s = 0; s < 5; s++)
                    {
                        ref float value = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                    }
                }
            }

            /// <summary>Dense(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float values = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Keys_Bias);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Keys_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong k = 0; k < 3; k++, w += 16)
                    {
                        Vec b00 = F.Load(ref b, w);
                        Vec x0 = F.Create(Place.At(ref x, k));
                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                        Vec x1 = F.Create(Place.At(ref x, k, 3));
                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                        Vec x2 = F.Create(Place.At(ref x, k, 6));
                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                        Vec x3 = F.Create(Place.At(ref x, k, 9));
                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                        Vec x4 = F.Create(Place.At(ref x, k, 12));
                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                    }
                    F.Store(c0a0, ref values);
                    F.Store(c1a0, ref values, 16);
                    F.Store(c2a0, ref values, 32);
                    F.Store(c3a0, ref values, 48);
                    F.Store(c4a0, ref values, 64);
                }
            }

            /// <summary>Dense(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient + row * 80);
                    ref float g = ref Place.At(ref gradient, PackedGradient.Keys_Kernel);
                    ulong w = 0;
                    {
                        ulong left = 0, right = 0;
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        for (int m = 0; m < 5; m++, left += 3, right += 16)
                        {
                            Vec d0 = F.Load(ref dz, right);
                            Vec x0 = F.Create(Place.At(ref x, left));
                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                            Vec x1 = F.Create(Place.At(ref x, left, 1));
                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                            Vec x2 = F.Create(Place.At(ref x, left, 2));
                            c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                        }
                        F.Store(c0a0 + F.Load(ref g, w), ref g, w);
                        F.Store(c1a0 + F.Load(ref g, w, 16), ref g, w, 16);
                        F.Store(c2a0 + F.Load(ref g, w, 32), ref g, w, 32);
                    }
                    w += 48;
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Keys_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    ulong right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += F.Load(ref sumsGradient, right);
                    }
                    F.Store(sum0 + F.Load(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    ref float dz = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient);
                    ref float target = ref Place.At(ref work, TrainBuffers.Features_InputGradient);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Keys_KernelTransposed);
                    ref float a = ref dz;
                    ref float targetRow = ref target;
                    for (int m = 0; m < 2; m++)
                    {
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        Vec c8a0 = Vec.Zero;
                        Vec c9a0 = Vec.Zero;
                        ulong w = 0;
                        for (ulong k = 0; k < 4; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            Vec x0 = F.Create(Place.At(ref a, k));
                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                            Vec x1 = F.Create(Place.At(ref a, k, 16));
                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            Vec x2 = F.Create(Place.At(ref a, k, 32));
                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                            Vec x3 = F.Create(Place.At(ref a, k, 48));
                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            Vec x4 = F.Create(Place.At(ref a, k, 64));
                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            Vec x5 = F.Create(Place.At(ref a, k, 80));
                            c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                            Vec x6 = F.Create(Place.At(ref a, k, 96));
                            c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                            Vec x7 = F.Create(Place.At(ref a, k, 112));
                            c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            Vec x8 = F.Create(Place.At(ref a, k, 128));
                            c8a0 = V.FusedMultiplyAdd(x8, b00, c8a0);
                            Vec x9 = F.Create(Place.At(ref a, k, 144));
                            c9a0 = V.FusedMultiplyAdd(x9, b00, c9a0);
                        }
                        F.Store(c0a0, ref targetRow);
                        F.Store(c1a0, ref targetRow, 16);
                        F.Store(c2a0, ref targetRow, 32);
                        F.Store(c3a0, ref targetRow, 48);
                        F.Store(c4a0, ref targetRow, 64);
                        F.Store(c5a0, ref targetRow, 80);
                        F.Store(c6a0, ref targetRow, 96);
                        F.Store(c7a0, ref targetRow, 112);
                        F.Store(c8a0, ref targetRow, 128);
                        F.Store(c9a0, ref targetRow, 144);
                        a = ref Place.At(ref a, 160);
                        targetRow = ref Place.At(ref targetRow, 160);
                    }
                }
            }

            /// <summary>Dense(4), taken 3 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Sum_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                for (int row = 0; row < 4; row++)
                {
                    ref float sum = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient + row * 80);
                    ref float part0 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80);
                    ref float part1 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80);
                    ref float part2 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80);
                    for (ulong i = 0; i < 80; i += 16)
                    {
                        F.Store(F.Load(ref part0, i) + F.Load(ref part1, i) + F.Load(ref part2, i), ref sum, i);
                    }
                }
            }

            /// <summary>Attention(dot), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + row * 23 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + step * 16), 4));
                    }
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                            Vec productLanes = Vec.Zero;
                            productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                            float product = Reduction.Sum(productLanes);
                            float score = scoreScale * product;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TrainBuffers.Attention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TrainBuffers.Attention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>Attention(dot), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Features1_InputGradient + row * 32), 32).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float share = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float outputGradient = ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32 + t * 16);
                        ref float stepGradient = ref Place.At(ref work, TrainBuffers.Attention_StepGradient);
                        ref float scoreGradients = ref Place.At(ref work, TrainBuffers.Attention_ScoreGradients);
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            // dshares[s] = dy . value[s]; dvalue[s] += shares[s] dy
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 4).CopyTo(MemoryMarshal.CreateSpan(ref stepGradient, 4));
                            float inner = 0f;
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                Vec toShareLanes = Vec.Zero;
                                toShareLanes = V.FusedMultiplyAdd(F.Load(ref stepGradient), F.Load(ref value), toShareLanes);
                                float toShare = Reduction.Sum(toShareLanes);
                                Place.At(ref scoreGradients, s) = toShare;
                                inner += toShare * Place.At(ref share, s);
                                ref float valueGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref stepGradient), F.Load(ref valueGradient)), ref valueGradient);
                            }
                            // dscores[s] = dshares[s] shares[s] - weights[s] sum(dshares shares)
                            for (int s = 0; s < 5; s++)
                            {
                                float scoreGradient = Place.At(ref scoreGradients, s) * Place.At(ref share, s) - inner * Place.At(ref weight, s);
                                ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                ref float queryGradient = ref Place.At(ref work, TrainBuffers.Features1_InputGradient + row * 32 + t * 16);
                                ref float keyGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80 + s * 16);
                                Vec productLanes = Vec.Zero;
                                productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                                float product = Reduction.Sum(productLanes);
                                Place.At(ref gradient, PackedGradient.Attention_Scale) += scoreGradient * product;
                                F.Store(V.FusedMultiplyAdd(F.Create(scoreGradient * scoreScale), F.Load(ref key), F.Load(ref queryGradient)), ref queryGradient);
                                F.Store(V.FusedMultiplyAdd(F.Create(scoreGradient * scoreScale), F.Load(ref query), F.Load(ref keyGradient)), ref keyGradient);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, TrainBuffers.Attention_Context + row * 32 + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + step * 16), 4));
                    }
                }
                ref float lanes = ref Place.At(ref packed, TrainingWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                            Vec sumLanes = Vec.Zero;
                            sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                            float sum = Reduction.Sum(sumLanes);
                            float score = sum;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    DropoutMask.Fill(ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32), 32, tile.Training ? 0.2f : 0f, tile.DropoutKey, 4, tile.FirstRow + row);
                }
                for (int row = 0; row < 4; row++)
                {
                    ref float factors = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32);
                    ref float from = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32);
                    ref float to = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32);
                    for (ulong i = 0; i < 32; i += 16)
                    {
                        F.Store(F.Load(ref from, i) * F.Load(ref factors, i), ref to, i);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float lanes = ref Place.At(ref packed, TrainingWeights.AdditiveAttention_Lanes);
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32), 32).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        ref float share = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32 + t * 16);
                        ref float outputGradient = ref Place.At(ref work, TrainBuffers.AdditiveAttention_OutputGradient + row * 32 + t * 16);
                        ref float stepGradient = ref Place.At(ref work, TrainBuffers.AdditiveAttention_StepGradient);
                        ref float scoreGradients = ref Place.At(ref work, TrainBuffers.AdditiveAttention_ScoreGradients);
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            // dshares[s] = dy . value[s]; dvalue[s] += shares[s] dy
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 4).CopyTo(MemoryMarshal.CreateSpan(ref stepGradient, 4));
                            float inner = 0f;
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                Vec toShareLanes = Vec.Zero;
                                toShareLanes = V.FusedMultiplyAdd(F.Load(ref stepGradient), F.Load(ref value), toShareLanes);
                                float toShare = Reduction.Sum(toShareLanes);
                                Place.At(ref scoreGradients, s) = toShare;
                                inner += toShare * Place.At(ref share, s);
                                ref float valueGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref stepGradient), F.Load(ref valueGradient)), ref valueGradient);
                            }
                            // dscores[s] = dshares[s] shares[s] - weights[s] sum(dshares shares)
                            for (int s = 0; s < 5; s++)
                            {
                                float scoreGradient = Place.At(ref scoreGradients, s) * Place.At(ref share, s) - inner * Place.At(ref weight, s);
                                ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                ref float queryGradient = ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32 + t * 16);
                                ref float keyGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80 + s * 16);
                                float sumGradient = scoreGradient;
                                ref float lanesGradient = ref Place.At(ref gradient, PackedGradient.AdditiveAttention_Lanes);
                                Vec scaleLanes = Vec.Zero;
                                Vec outerLanes = Vec.Zero;
                                Vec bend = Tanh(F.Load(ref query) + F.Load(ref key));
                                Vec lane = F.Load(ref lanes);
                                Vec slope = F.Create(sumGradient) * lane * V.FusedMultiplyAdd(-bend, bend, F.Create(1f));
                                F.Store(V.FusedMultiplyAdd(F.Create(sumGradient), bend, F.Load(ref lanesGradient)), ref lanesGradient);
                                F.Store(F.Load(ref queryGradient) + slope, ref queryGradient);
                                F.Store(F.Load(ref keyGradient) + slope, ref keyGradient);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers._Output_Mask + row * 2), 2));
                }
            }

            /// <summary>e^r of what is left of x after n times ln 2, |r| at most ln 2 / 2: by a polynomial of degree 7.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec ExpOfRest(Vec x, Vec n)
            {
                Vec r = V.FusedMultiplyAdd(n, F.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, F.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(F.Create(1.98756916e-4f), r, F.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, F.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, F.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, F.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, F.Create(0.5f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, F.Create(1f)), r, F.Create(1f));
            }

            /// <summary>tanh x with a short chain, for gates whose value is wanted. Absolute error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FastTanh(Vec x) => TanhFraction(x, out Vec bottom) / bottom;

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = Limit(x);
                Vec q = LimitedSquare(x, limited);
                Vec q2 = q * q;
                Vec d = V.FusedMultiplyAdd(q, F.Create(0.677428126f), F.Create(1.46356928f));
                Vec e = V.FusedMultiplyAdd(q, F.Create(0.000341161998f), F.Create(0.034994863f));
                bottom = V.FusedMultiplyAdd(e, q2, d);
                Vec c = V.FusedMultiplyAdd(q, F.Create(3.05817663e-11f), F.Create(-2.01834673e-08f));
                Vec b = V.FusedMultiplyAdd(q, F.Create(1.40492921e-05f), F.Create(0.00432753889f));
                Vec a = V.FusedMultiplyAdd(q, F.Create(0.189572006f), F.Create(1.46356928f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, F.Create(8.5f), 0b0010);

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(F.Create(72.25f), V.FusedMultiplyAdd(x, x, F.Create(1e-18f)));

            /// <summary>x, or zero where it is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Normal(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), F.Create(1.17549435e-38f)), Vec.Zero, x);

            /// <summary>2^-27 e^x for x at most 0, within 2 ulp, exactly 0 from about -69 on: as Exp, but n + 100, at least 0, is the exponent of a factor, which is 0 where that is. A float of this size has no digits after the point, so that adding 1.5 2^23 rounds.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec SoftmaxTerm(Vec x)
            {
                x = V.MaxNative(F.Create(-69.31f), x);
                Vec n = V.FusedMultiplyAdd(x, F.Create(1.44269504f), F.Create(12583012f));
                Vec factor = V.AsSingle(V.ShiftLeft(V.AsInt32(n), 23));
                n -= F.Create(12583012f);
                return ExpOfRest(x, n) * factor;
            }

            /// <summary>tanh x with a short chain. Absolute and relative error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Tanh(Vec x) => FastTanh(Normal(x));

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;
        }
    }
}
