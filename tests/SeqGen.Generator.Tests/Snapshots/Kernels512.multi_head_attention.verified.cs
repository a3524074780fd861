// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using DropoutMask = global::SeqGen.CompilerServices.DropoutMask;
    using Packing = global::SeqGen.CompilerServices.Packing;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.MultiHeadAttention_One(ref weights, ref packed, ref work, inputs);
            Layers.MultiHeadAttention1_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.MultiHeadAttention_Tile(ref weights, ref packed, ref work, inputs);
            Layers.MultiHeadAttention1_Tile(ref weights, ref packed, ref work, inputs);
            Layers._Output_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer multi_head_attention_1: use_causal_mask needs to know a step's place in the sequence.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer multi_head_attention_1: use_causal_mask needs to know a step's place in the sequence.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.MultiHeadAttention_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.MultiHeadAttention1_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers._Output_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.MultiHeadAttention1_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.MultiHeadAttention_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.MultiHeadAttention_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>MultiHeadAttention(2 x 3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Key: [3] . [3 x 6] + bias
                {
                    ref float x = ref inputs.Features;
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Key);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_KeyBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_KeyKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Value: [3] . [3 x 10] + bias
                {
                    ref float x = ref inputs.Features;
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Value);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_ValueBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_ValueKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                {
                    const int row = 0;
                    for (int head = 0; head < 2; head++)
                    {
                        Packing.TransposedGates(ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Key + row * 160 + head * 3), 32, ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48), 5, 3, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Value + row * 160 + head * 5), 32, ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80), 5, 5, 1, 1);
                    }
                }
                // Query: [4] . [4 x 6] + bias
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 15);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Query);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_QueryBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_QueryKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 4));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                    }
                }

                // scores = query . key / sqrt(3); weights = softmax over the keys; context = weights . value
                {
                    const int row = 0;
                    for (int head = 0; head < 2; head++)
                    {
                        ref float query = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Query + row * 64 + head * 3);
                        ref float context = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Context + row * 64 + head * 5);
                        ref float pairs = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Weights);
                        {
                            ref float b = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.57735026f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.57735026f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 5).Fill(-1E+09f);
                            }
                            for (int s = 0; s < 5; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref pairs, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref pairs, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 32);
                            }
                        }
                    }
                }

                // Output: [10] . [10 x 4] + bias
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Context);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_OutputBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_OutputKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c1a0_2 = Vec.Zero;
                        Vec c1a0_3 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 8; k += 4, w += 64)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 33));
                                c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w + 32);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k + 2));
                                c0a0_2 = V.FusedMultiplyAdd(x0, b00, c0a0_2);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 34));
                                c1a0_2 = V.FusedMultiplyAdd(x1, b00, c1a0_2);
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w + 48);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k + 3));
                                c0a0_3 = V.FusedMultiplyAdd(x0, b00, c0a0_3);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 35));
                                c1a0_3 = V.FusedMultiplyAdd(x1, b00, c1a0_3);
                            }
                        }
                        {
                            Vec b00 = V.LoadUnsafe(ref b, w);
                            Vec x0 = V.Create(Unsafe.Add(ref x, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                            Vec x1 = V.Create(Unsafe.Add(ref x, 40));
                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                        }
                        {
                            Vec b00 = V.LoadUnsafe(ref b, w + 16);
                            Vec x0 = V.Create(Unsafe.Add(ref x, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                            Vec x1 = V.Create(Unsafe.Add(ref x, 41));
                            c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                        }
                        c0a0 += c0a0_1;
                        c0a0 += c0a0_2;
                        c0a0 += c0a0_3;
                        c1a0 += c1a0_1;
                        c1a0 += c1a0_2;
                        c1a0 += c1a0_3;
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(1 x 4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention1_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Key: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Key);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_KeyKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                    }
                }
                // Value: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Value);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_ValueKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                {
                    const int row = 0;
                    {
                        const int head = 0;
                        Packing.TransposedGates(ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Key + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64), 2, 4, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Value + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32), 2, 4, 1, 1);
                    }
                }
                // Query: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Query);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_QueryKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                    }
                }

                // scores = query . key / sqrt(4); weights = softmax over the keys; context = weights . value
                {
                    const int row = 0;
                    {
                        const int head = 0;
                        ref float query = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Query + row * 32 + head * 4);
                        ref float context = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Context + row * 32 + head * 4);
                        ref float pairs = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Weights);
                        {
                            ref float b = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.5f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.5f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 2).Fill(-1E+09f);
                            }
                            for (int s = t + 1; s < 2; s++)
                            {
                                Unsafe.Add(ref scores, s) = -1E+09f;
                            }
                            for (int s = 0; s < 2; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 2; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref pairs, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref pairs, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 16);
                            }
                        }
                    }
                }

                // Output: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Context);
                    ref float projected = ref Unsafe.Add(ref work, OneBuffers.MultiHeadAttention1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_OutputKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(2 x 3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Key: [3] . [3 x 6] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Key + row * 160);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_KeyBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_KeyKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Value: [3] . [3 x 10] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Value + row * 160);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_ValueBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_ValueKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                for (int row = 0; row < 4; row++)
                {
                    for (int head = 0; head < 2; head++)
                    {
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Key + row * 160 + head * 3), 32, ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48), 5, 3, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Value + row * 160 + head * 5), 32, ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80), 5, 5, 1, 1);
                    }
                }
                // Query: [4] . [4 x 6] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 15 + row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Query + row * 64);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_QueryBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_QueryKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 4));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                    }
                }

                // scores = query . key / sqrt(3); weights = softmax over the keys; context = weights . value
                for (int row = 0; row < 4; row++)
                {
                    for (int head = 0; head < 2; head++)
                    {
                        ref float query = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Query + row * 64 + head * 3);
                        ref float context = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Context + row * 64 + head * 5);
                        ref float pairs = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Weights);
                        {
                            ref float b = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.57735026f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.57735026f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 5).Fill(-1E+09f);
                            }
                            for (int s = 0; s < 5; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref pairs, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref pairs, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 32);
                            }
                        }
                    }
                }

                // Output: [10] . [10 x 4] + bias
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Context);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_OutputBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention_OutputKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        Vec c5a0 = V.LoadUnsafe(ref bias);
                        Vec c6a0 = V.LoadUnsafe(ref bias);
                        Vec c7a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 10; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 64));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 96));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 128));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 160));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 192));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 224));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(1 x 4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention1_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Key: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Key);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_KeyKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
                // Value: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Value);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_ValueKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int head = 0;
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Key + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64), 2, 4, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Value + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32), 2, 4, 1, 1);
                    }
                }
                // Query: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Query);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_QueryKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }

                // scores = query . key / sqrt(4); weights = softmax over the keys; context = weights . value
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int head = 0;
                        ref float query = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Query + row * 32 + head * 4);
                        ref float context = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Context + row * 32 + head * 4);
                        ref float pairs = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Weights);
                        {
                            ref float b = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.5f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.5f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 2).Fill(-1E+09f);
                            }
                            for (int s = t + 1; s < 2; s++)
                            {
                                Unsafe.Add(ref scores, s) = -1E+09f;
                            }
                            for (int s = 0; s < 2; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 2; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref pairs, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref pairs, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 16);
                            }
                        }
                    }
                }

                // Output: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Context);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MultiHeadAttention1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MultiHeadAttention1_OutputKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
            }

            /// <summary>Output, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers._Output_Mask + row * 2), 2));
                }
            }

            /// <summary>MultiHeadAttention(2 x 3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // Key: [3] . [3 x 6] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Key + row * 160);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_KeyBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_KeyKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Value: [3] . [3 x 10] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Value + row * 160);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_ValueBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_ValueKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 128);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                for (int row = 0; row < 4; row++)
                {
                    for (int head = 0; head < 2; head++)
                    {
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Key + row * 160 + head * 3), 32, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48), 5, 3, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Value + row * 160 + head * 5), 32, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80), 5, 5, 1, 1);
                    }
                }
                // Query: [4] . [4 x 6] + bias
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 15 + row * 23);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Query + row * 64);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_QueryBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_QueryKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 4));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 32);
                        }
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    DropoutMask.Fill(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Shares + row * 64), 64, tile.Training ? 0.1f : 0f, tile.DropoutKey, 2, tile.FirstRow + row);
                }

                // scores = query . key / sqrt(3); weights = softmax over the keys; context = weights . value
                for (int row = 0; row < 4; row++)
                {
                    for (int head = 0; head < 2; head++)
                    {
                        ref float query = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Query + row * 64 + head * 3);
                        ref float context = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Context + row * 64 + head * 5);
                        ref float pairs = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Weights + row * 64 + head * 32);
                        ref float shares = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Shares + row * 64 + head * 32);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyPanels + row * 96 + head * 48);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.57735026f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.57735026f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 5).Fill(-1E+09f);
                            }
                            for (int s = 0; s < 5; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 5), 11).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref shares, i) * V.LoadUnsafe(ref pairs, i), ref shares, i);
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValuePanels + row * 160 + head * 80);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref shares, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref shares, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 32);
                            }
                        }
                    }
                }

                // Output: [10] . [10 x 4] + bias
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Context);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_OutputBias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_OutputKernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        Vec c5a0 = V.LoadUnsafe(ref bias);
                        Vec c6a0 = V.LoadUnsafe(ref bias);
                        Vec c7a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 10; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 64));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 96));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 128));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 160));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 192));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 224));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(2 x 3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // Output: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Context);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_OutputKernel);
                        nuint w = 0;
                        for (nuint k = 0; k < 10; k += 5, w += 80)
                        {
                            nuint left = k, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            for (int m = 0; m < 8; m++, left += 32, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, left + 4));
                                c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                            V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                        }
                    }
                }
                {
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_OutputGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_OutputBias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 8; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref dy, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ContextGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_OutputKernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a1 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a1 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c4a1 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c5a1 = Vec.Zero;
                            Vec c6a0 = Vec.Zero;
                            Vec c6a1 = Vec.Zero;
                            Vec c7a0 = Vec.Zero;
                            Vec c7a1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    c4a1 = V.FusedMultiplyAdd(x4, b01, c4a1);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    c5a1 = V.FusedMultiplyAdd(x5, b01, c5a1);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    c6a1 = V.FusedMultiplyAdd(x6, b01, c6a1);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 112));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                    c7a1 = V.FusedMultiplyAdd(x7, b01, c7a1);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                                V.StoreUnsafe(c0a1, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 32);
                                V.StoreUnsafe(c1a1, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 64);
                                V.StoreUnsafe(c2a1, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 96);
                                V.StoreUnsafe(c3a1, ref target, 112);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 128);
                                V.StoreUnsafe(c4a1, ref target, 144);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 160);
                                V.StoreUnsafe(c5a1, ref target, 176);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 192);
                                V.StoreUnsafe(c6a1, ref target, 208);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 224);
                                V.StoreUnsafe(c7a1, ref target, 240);
                            }
                        }
                    }
                }

                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyGradient), 640).Clear();
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueGradient), 640).Clear();
                for (int row = 0; row < 4; row++)
                {
                    for (int head = 0; head < 2; head++)
                    {
                        ref float query = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Query + row * 64 + head * 3);
                        ref float queryGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_QueryGradient + row * 64 + head * 3);
                        ref float contextGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ContextGradient + row * 64 + head * 5);
                        ref float pairs = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Weights + row * 64 + head * 32);
                        ref float shares = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Shares + row * 64 + head * 32);
                        ref float scoreGradients = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ScoreGradients);
                        // dshares = dcontext . value^T; dscores = dshares shares - weights sum(dshares shares), nothing for a hidden pair
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Value + row * 160 + head * 5), 32, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueColumns), 5, 5, 1, 1);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueColumns);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref contextGradient, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref contextGradient, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref scoreGradients);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref scoreGradients, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float weight = ref Unsafe.Add(ref pairs, t * 16);
                            ref float slope = ref Unsafe.Add(ref scoreGradients, t * 16);
                            ref float share = ref Unsafe.Add(ref shares, t * 16);
                            Vec innerLanes = Vec.Zero;
                            {
                                innerLanes = V.FusedMultiplyAdd(V.LoadUnsafe(ref slope), V.LoadUnsafe(ref share), innerLanes);
                            }
                            float inner = Reduction.Sum(innerLanes);
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref slope) * V.LoadUnsafe(ref share) - V.Create(inner) * V.LoadUnsafe(ref weight)) * V.Create(0.57735026f), ref slope);
                            }
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref slope, 5).Fill(0f);
                            }
                            for (int s = 0; s < 5; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref slope, s) = 0f;
                                }
                            }
                        }
                        // dvalue += shares^T . dcontext; dkey += dscores^T . query; dquery = dscores . key
                        {
                            ref float headGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_HeadValueGradient);
                            MemoryMarshal.CreateSpan(ref headGradient, 80).Clear();
                            {
                                ref float g = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_HeadValueGradient);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    for (int m = 0; m < 2; m++, left += 16, right += 32)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref contextGradient, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref shares, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref shares, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref shares, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref shares, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref shares, left + 4));
                                        c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                }
                                w += 80;
                            }
                            Packing.AddColumns(ref headGradient, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueGradient + row * 160 + head * 5), 32, 5, 5, 1, 1);
                        }
                        {
                            ref float headGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_HeadKeyGradient);
                            MemoryMarshal.CreateSpan(ref headGradient, 80).Clear();
                            {
                                ref float g = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_HeadKeyGradient);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    for (int m = 0; m < 2; m++, left += 16, right += 32)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref query, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref scoreGradients, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref scoreGradients, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref scoreGradients, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref scoreGradients, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref scoreGradients, left + 4));
                                        c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                }
                                w += 80;
                            }
                            Packing.AddColumns(ref headGradient, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyGradient + row * 160 + head * 3), 32, 5, 3, 1, 1);
                        }
                        Packing.Columns(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Key + row * 160 + head * 3), 32, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyRows), 5, 3, 1, 1);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyRows);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref scoreGradients, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref scoreGradients, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref queryGradient);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref queryGradient, 32);
                            }
                        }
                    }
                }

                // Query: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 15 + row * 23);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_QueryGradient + row * 64);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_QueryKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 2; m++, left += 4, right += 32)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                        }
                        w += 64;
                    }
                }
                {
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_QueryGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_QueryBias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 8; m++, right += 32)
                        {
                            sum0 += V.LoadUnsafe(ref dy, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }
                if (tile.WantInputGradient)
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_QueryGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features1_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_QueryKernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c6a0 = Vec.Zero;
                            Vec c7a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 6; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 128));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 160));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 192));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 224));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 112);
                            }
                        }
                    }
                }
                // Value: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueGradient + row * 160);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_ValueKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 5; m++, left += 3, right += 32)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                {
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_ValueBias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 20; m++, right += 32)
                        {
                            sum0 += V.LoadUnsafe(ref dy, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }
                if (tile.WantInputGradient)
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_ValueGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_ValueKernelTransposed);
                            ref float a = ref dy;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c0a0_1 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c1a0_1 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c2a0_1 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c3a0_1 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                Vec c4a0_1 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 10; k += 2, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 96));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 128));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k + 1));
                                        c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 33));
                                        c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 65));
                                        c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 97));
                                        c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 129));
                                        c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                    }
                                }
                                c0a0 += c0a0_1;
                                c1a0 += c1a0_1;
                                c2a0 += c2a0_1;
                                c3a0 += c3a0_1;
                                c4a0 += c4a0_1;
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                a = ref Unsafe.Add(ref a, 160);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
                // Key: dkernel += x^T . dy, dbias += dy, dx += dy . kernel^T
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 23);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyGradient + row * 160);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_KeyKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 5; m++, left += 3, right += 32)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                {
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention_KeyBias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 20; m++, right += 32)
                        {
                            sum0 += V.LoadUnsafe(ref dy, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }
                if (tile.WantInputGradient)
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_KeyGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention_KeyKernelTransposed);
                            ref float a = ref dy;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = V.LoadUnsafe(ref targetRow);
                                Vec c1a0 = V.LoadUnsafe(ref targetRow, 16);
                                Vec c2a0 = V.LoadUnsafe(ref targetRow, 32);
                                Vec c3a0 = V.LoadUnsafe(ref targetRow, 48);
                                Vec c4a0 = V.LoadUnsafe(ref targetRow, 64);
                                nuint w = 0;
                                for (nuint k = 0; k < 6; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 96));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 128));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                a = ref Unsafe.Add(ref a, 160);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(2 x 3), taken 2 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_OutputGradient + row * 32);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_SumGradient0 + row * 32);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_SumGradient1 + row * 32);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0, i) + V.LoadUnsafe(ref part1, i), ref sum, i);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(1 x 4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention1_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // Key: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Key);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_KeyKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
                // Value: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Value);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_ValueKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
                // Keys as columns and values as rows, in panels for each head.
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int head = 0;
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Key + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64), 2, 4, 1, 1);
                        Packing.Columns(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Value + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32), 2, 4, 1, 1);
                    }
                }
                // Query: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Query);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_QueryKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }

                // scores = query . key / sqrt(4); weights = softmax over the keys; context = weights . value
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int head = 0;
                        ref float query = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Query + row * 32 + head * 4);
                        ref float context = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Context + row * 32 + head * 4);
                        ref float pairs = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Weights + row * 32 + head * 32);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyPanels + row * 64 + head * 64);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref query, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref query, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0 * V.Create(0.5f), ref pairs);
                            }
                            {
                                V.StoreUnsafe(c1a0 * V.Create(0.5f), ref pairs, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float scores = ref Unsafe.Add(ref pairs, t * 16);
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref scores, 2).Fill(-1E+09f);
                            }
                            for (int s = t + 1; s < 2; s++)
                            {
                                Unsafe.Add(ref scores, s) = -1E+09f;
                            }
                            for (int s = 0; s < 2; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref scores, s) = -1E+09f;
                                }
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(float.NegativeInfinity);
                            Vec largest = V.Create(float.NegativeInfinity);
                            {
                                largest = V.MaxNative(largest, V.LoadUnsafe(ref scores));
                            }
                            Vec max = V.Create(Reduction.Max(largest));
                            Vec total = Vec.Zero;
                            {
                                Vec exponential = Exp(V.LoadUnsafe(ref scores) - max, -69f);
                                total += exponential;
                                V.StoreUnsafe(exponential, ref scores);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scores, 2), 14).Fill(0f);
                            Vec scale = V.Create(1f / Reduction.Sum(total));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref scores) * scale, ref scores);
                            }
                        }
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValuePanels + row * 32 + head * 32);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 2; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref pairs, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref pairs, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref context);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref context, 16);
                            }
                        }
                    }
                }

                // Output: [4] . [4 x 4]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Context);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_OutputKernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c4a0 = Vec.Zero;
                        Vec c5a0 = Vec.Zero;
                        Vec c6a0 = Vec.Zero;
                        Vec c7a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                Vec x6 = V.Create(Unsafe.Add(ref x, k + 96));
                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                Vec x7 = V.Create(Unsafe.Add(ref x, k + 112));
                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref projected);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref projected, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref projected, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref projected, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref projected, 64);
                        }
                        {
                            V.StoreUnsafe(c5a0, ref projected, 80);
                        }
                        {
                            V.StoreUnsafe(c6a0, ref projected, 96);
                        }
                        {
                            V.StoreUnsafe(c7a0, ref projected, 112);
                        }
                    }
                }
            }

            /// <summary>MultiHeadAttention(1 x 4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MultiHeadAttention1_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // Output: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Context);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention1_OutputKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 8; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                        }
                        w += 64;
                    }
                }
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ContextGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_OutputKernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c6a0 = Vec.Zero;
                            Vec c7a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 112));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 112);
                            }
                        }
                    }
                }

                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyGradient), 128).Clear();
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueGradient), 128).Clear();
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int head = 0;
                        ref float query = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Query + row * 32 + head * 4);
                        ref float queryGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_QueryGradient + row * 32 + head * 4);
                        ref float contextGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ContextGradient + row * 32 + head * 4);
                        ref float pairs = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Weights + row * 32 + head * 32);
                        ref float scoreGradients = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ScoreGradients);
                        // dshares = dcontext . value^T; dscores = dshares shares - weights sum(dshares shares), nothing for a hidden pair
                        Packing.TransposedGates(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Value + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueColumns), 2, 4, 1, 1);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueColumns);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref contextGradient, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref contextGradient, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref scoreGradients);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref scoreGradients, 16);
                            }
                        }
                        for (int t = 0; t < 2; t++)
                        {
                            ref float weight = ref Unsafe.Add(ref pairs, t * 16);
                            ref float slope = ref Unsafe.Add(ref scoreGradients, t * 16);
                            ref float share = ref Unsafe.Add(ref pairs, t * 16);
                            Vec innerLanes = Vec.Zero;
                            {
                                innerLanes = V.FusedMultiplyAdd(V.LoadUnsafe(ref slope), V.LoadUnsafe(ref share), innerLanes);
                            }
                            float inner = Reduction.Sum(innerLanes);
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref slope) * V.LoadUnsafe(ref share) - V.Create(inner) * V.LoadUnsafe(ref weight)) * V.Create(0.5f), ref slope);
                            }
                            if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + t) == 0f)
                            {
                                MemoryMarshal.CreateSpan(ref slope, 2).Fill(0f);
                            }
                            for (int s = t + 1; s < 2; s++)
                            {
                                Unsafe.Add(ref slope, s) = 0f;
                            }
                            for (int s = 0; s < 2; s++)
                            {
                                if (Unsafe.Add(ref inputs.Mask, 5 + row * 7 + s) == 0f)
                                {
                                    Unsafe.Add(ref slope, s) = 0f;
                                }
                            }
                        }
                        // dvalue += shares^T . dcontext; dkey += dscores^T . query; dquery = dscores . key
                        {
                            ref float headGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_HeadValueGradient);
                            MemoryMarshal.CreateSpan(ref headGradient, 32).Clear();
                            {
                                ref float g = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_HeadValueGradient);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    for (int m = 0; m < 2; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref contextGradient, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref pairs, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref pairs, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                }
                                w += 32;
                            }
                            Packing.AddColumns(ref headGradient, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueGradient + row * 32 + head * 4), 16, 2, 4, 1, 1);
                        }
                        {
                            ref float headGradient = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_HeadKeyGradient);
                            MemoryMarshal.CreateSpan(ref headGradient, 32).Clear();
                            {
                                ref float g = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_HeadKeyGradient);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    for (int m = 0; m < 2; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref query, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref scoreGradients, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref scoreGradients, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                }
                                w += 32;
                            }
                            Packing.AddColumns(ref headGradient, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyGradient + row * 32 + head * 4), 16, 2, 4, 1, 1);
                        }
                        Packing.Columns(ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_Key + row * 32 + head * 4), 16, ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyRows), 2, 4, 1, 1);
                        {
                            ref float b = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyRows);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 2; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref scoreGradients, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref scoreGradients, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref queryGradient);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref queryGradient, 16);
                            }
                        }
                    }
                }

                // Query: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_QueryGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention1_QueryKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 8; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                        }
                        w += 64;
                    }
                }
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_QueryGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_SumGradient0);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_QueryKernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c6a0 = Vec.Zero;
                            Vec c7a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 112));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 112);
                            }
                        }
                    }
                }
                // Value: dkernel += x^T . dy, dbias += dy, dx = dy . kernel^T
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention1_ValueKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 8; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                        }
                        w += 64;
                    }
                }
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_ValueGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_SumGradient1);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_ValueKernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c6a0 = Vec.Zero;
                            Vec c7a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 112));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 112);
                            }
                        }
                    }
                }
                // Key: dkernel += x^T . dy, dbias += dy, dx += dy . kernel^T
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_Values);
                    ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MultiHeadAttention1_KeyKernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 8; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dy, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                        }
                        w += 64;
                    }
                }
                {
                    {
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention1_KeyGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.MultiHeadAttention_SumGradient1);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MultiHeadAttention1_KeyKernelTransposed);
                            Vec c0a0 = V.LoadUnsafe(ref target);
                            Vec c1a0 = V.LoadUnsafe(ref target, 16);
                            Vec c2a0 = V.LoadUnsafe(ref target, 32);
                            Vec c3a0 = V.LoadUnsafe(ref target, 48);
                            Vec c4a0 = V.LoadUnsafe(ref target, 64);
                            Vec c5a0 = V.LoadUnsafe(ref target, 80);
                            Vec c6a0 = V.LoadUnsafe(ref target, 96);
                            Vec c7a0 = V.LoadUnsafe(ref target, 112);
                            nuint w = 0;
                            for (nuint k = 0; k < 4; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dy, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dy, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dy, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dy, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref dy, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref dy, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref dy, k + 96));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref dy, k + 112));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref target, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref target, 112);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers._Output_Mask + row * 2), 2));
                }
            }

            /// <summary>e^x within 2 ulp: x = n ln 2 + r, |r| at most ln 2 / 2; e^r by a polynomial of degree 7; n is added to its exponent. Infinite above the largest float, zero below the least: by default e^-87.3, the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Exp(Vec x, float least = -87.33654f)
            {
                Vec n = V.Floor(V.FusedMultiplyAdd(x, V.Create(1.44269504f), V.Create(0.5f)));
                Vec r = V.FusedMultiplyAdd(n, V.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, V.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(V.Create(1.98756916e-4f), r, V.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, V.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, V.Create(0.5f));
                p = V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, V.Create(1f)), r, V.Create(1f));
                p = V.AsSingle(V.AsInt32(p) + V.ShiftLeft(V.ConvertToInt32Native(n), 23));
                p = V.ConditionalSelect(V.GreaterThan(x, V.Create(88.72283f)), V.Create(float.PositiveInfinity), p);
                return V.ConditionalSelect(V.LessThan(x, V.Create(least)), Vec.Zero, p);
            }
        }
    }
}
