// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using Math = global::System.Math;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nint = global::System.IntPtr;
    using nuint = global::System.UIntPtr;
    using FoldedTable = global::SeqGen.CompilerServices.FoldedTable;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;
    using V256 = global::System.Runtime.Intrinsics.Vector256;
    using Vec256 = global::System.Runtime.Intrinsics.Vector256<float>;
    using V128 = global::System.Runtime.Intrinsics.Vector128;
    using Vec128 = global::System.Runtime.Intrinsics.Vector128<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding_One(ref weights, ref packed, ref work, inputs);
            Layers.Encoder_One(ref weights, ref packed, ref work, inputs);
            Layers.Embedding1_One(ref weights, ref packed, ref work, inputs);
            Layers.Gru_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Encoder_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Embedding1_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Gru_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Begin(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Tokens_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Embedding_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Encoder_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Gru_Begin(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding1_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Gru_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Embedding_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Encoder_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Embedding1_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Gru_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Gru_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Encoder_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Encoder_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Embedding(7, 3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                {
                    const int row = 0;
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable), 7, 3, 16);
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable), 7, 3, 16);
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                // Forward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.Encoder_ForwardHidden);
                    MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                }

                // Backward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.Encoder_BackwardHidden);
                    MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                }

                // Both directions in one loop: while one waits for its gates, the other one multiplies.
                for (int t = 0; t < 4; t++)
                {

                    // Forward direction.
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Encoder_ForwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Encoder_ForwardHidden + ((t + 1) & 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow == 0f)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrent);
                                Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(hPrevious);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                                    Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                                    Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                                    Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref forwardGatesNow, 8));
                                    Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                                    Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                                }
                            }
                        }
                    }

                    // Backward direction.
                    {
                        int at = 3 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Encoder_BackwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Encoder_BackwardHidden + ((t + 1) & 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow == 0f)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrent);
                                Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(hPrevious);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                                    Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                                    Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                                    Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref backwardGatesNow, 8));
                                    Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                                    Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                                }
                            }
                        }
                    }
                }

                // y[t] = concat(forward[t], backward[t])
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float forward = ref Unsafe.Add(ref work, OneBuffers.Encoder_ForwardHidden + row * 32 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, OneBuffers.Encoder_BackwardHidden + row * 32 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, OneBuffers.Encoder_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 2).CopyTo(MemoryMarshal.CreateSpan(ref merged, 2));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 2), 2));
                    }
                }
            }

            /// <summary>Embedding(9, 3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding1_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                {
                    const int row = 0;
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, 4 + row * 9), 5, ref Unsafe.Add(ref weights, KerasWeights.Embedding1_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable), 9, 3, 16);
                }
            }

            /// <summary>GRU(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The states before the first step are the final states of another layer.
                {
                    const int row = 0;
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Encoder_ForwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + row * 96), 2));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Encoder_BackwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + row * 96 + 2), 2));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, 4 + at) * 16);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow)) + V.LoadUnsafe(ref recurrentBias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                            Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                            Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                            Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                            Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                            Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref gatesNow, 8));
                            Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                            Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                            Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                            Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                        }
                    }
                }
            }

            /// <summary>Dense(9, softmax), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = softmax(x . kernel + bias): [4] . [4 x 9]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + 16);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
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
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                {
                    const int row = 0;
                    for (int step = 0; step < 5; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 80 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Embedding(7, 3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                for (int row = 0; row < 4; row++)
                {
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable), 7, 3, 16);
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable), 7, 3, 16);
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                // Forward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardHidden);
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                        MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                    }

                    for (int t = 0; t < 4; t++)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardHidden + ((t + 1) & 1) * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow + Unsafe.Add(ref maskNow, 4) + Unsafe.Add(ref maskNow, 8) + Unsafe.Add(ref maskNow, 12) == 0f)
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                MemoryMarshal.CreateReadOnlySpan(ref hPreviousRow, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNextRow, 16));
                            }
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float sums = ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardRecurrentSums);
                                {
                                    Sums(ref packed, ref hPrevious, ref sums, ref recurrentBias);

                                    [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                    static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float recurrentBias)
                                    {
                                        {
                                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrent);
                                            Vec c0a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c1a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c2a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c3a0 = V.LoadUnsafe(ref recurrentBias);
                                            nuint w = 0;
                                            for (nuint k = 0; k < 2; k++, w += 16)
                                            {
                                                {
                                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                    Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 32));
                                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                    Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 64));
                                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                    Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                                }
                                            }
                                            {
                                                V.StoreUnsafe(c0a0, ref sums);
                                            }
                                            {
                                                V.StoreUnsafe(c1a0, ref sums, 16);
                                            }
                                            {
                                                V.StoreUnsafe(c2a0, ref sums, 32);
                                            }
                                            {
                                                V.StoreUnsafe(c3a0, ref sums, 48);
                                            }
                                        }
                                    }
                                }
                                for (nuint r = 0; r < 4; r++)
                                {
                                    ref float forwardGatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 9 + at) * 16);
                                    ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                    {
                                        Vec128 sum1 = V128.LoadUnsafe(ref sumsRow, 4) + V128.LoadUnsafe(ref forwardGatesNowRow, 4);
                                        Vec128 reset = SigmoidFraction(sum1, out Vec128 resetBottom);
                                        Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                        Vec128 sum2 = V128.LoadUnsafe(ref sumsRow, 8);
                                        Vec128 argument = V128.FusedMultiplyAdd(reset * sum2, ofReset, V128.LoadUnsafe(ref forwardGatesNowRow, 8));
                                        V128.StoreUnsafe(argument, ref sumsRow, 8);
                                    }
                                }
                                for (nuint r = 0; r < 4; r++)
                                {
                                    ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                    ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                    ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                                    ref float forwardGatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 9 + at) * 16);
                                    ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                    {
                                        Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                        Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                        Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                        Vec128 sum0 = V128.LoadUnsafe(ref sumsRow) + V128.LoadUnsafe(ref forwardGatesNowRow);
                                        Vec128 update = SigmoidFraction(sum0, out Vec128 updateBottom);
                                        Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                        Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                        V128.StoreUnsafe(V128.ConditionalSelect(real, V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), V128.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                    }
                                }
                            }
                        }
                    }
                }

                // Backward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardHidden);
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                        MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                    }

                    for (int t = 0; t < 4; t++)
                    {
                        int at = 3 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardHidden + ((t + 1) & 1) * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow + Unsafe.Add(ref maskNow, 4) + Unsafe.Add(ref maskNow, 8) + Unsafe.Add(ref maskNow, 12) == 0f)
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                MemoryMarshal.CreateReadOnlySpan(ref hPreviousRow, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNextRow, 16));
                            }
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float sums = ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardRecurrentSums);
                                {
                                    Sums(ref packed, ref hPrevious, ref sums, ref recurrentBias);

                                    [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                    static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float recurrentBias)
                                    {
                                        {
                                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrent);
                                            Vec c0a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c1a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c2a0 = V.LoadUnsafe(ref recurrentBias);
                                            Vec c3a0 = V.LoadUnsafe(ref recurrentBias);
                                            nuint w = 0;
                                            for (nuint k = 0; k < 2; k++, w += 16)
                                            {
                                                {
                                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                    Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 32));
                                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                    Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 64));
                                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                    Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                                }
                                            }
                                            {
                                                V.StoreUnsafe(c0a0, ref sums);
                                            }
                                            {
                                                V.StoreUnsafe(c1a0, ref sums, 16);
                                            }
                                            {
                                                V.StoreUnsafe(c2a0, ref sums, 32);
                                            }
                                            {
                                                V.StoreUnsafe(c3a0, ref sums, 48);
                                            }
                                        }
                                    }
                                }
                                for (nuint r = 0; r < 4; r++)
                                {
                                    ref float backwardGatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 9 + at) * 16);
                                    ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                    {
                                        Vec128 sum1 = V128.LoadUnsafe(ref sumsRow, 4) + V128.LoadUnsafe(ref backwardGatesNowRow, 4);
                                        Vec128 reset = SigmoidFraction(sum1, out Vec128 resetBottom);
                                        Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                        Vec128 sum2 = V128.LoadUnsafe(ref sumsRow, 8);
                                        Vec128 argument = V128.FusedMultiplyAdd(reset * sum2, ofReset, V128.LoadUnsafe(ref backwardGatesNowRow, 8));
                                        V128.StoreUnsafe(argument, ref sumsRow, 8);
                                    }
                                }
                                for (nuint r = 0; r < 4; r++)
                                {
                                    ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                    ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                    ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                                    ref float backwardGatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 9 + at) * 16);
                                    ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                    {
                                        Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                        Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                        Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                        Vec128 sum0 = V128.LoadUnsafe(ref sumsRow) + V128.LoadUnsafe(ref backwardGatesNowRow);
                                        Vec128 update = SigmoidFraction(sum0, out Vec128 updateBottom);
                                        Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                        Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                        V128.StoreUnsafe(V128.ConditionalSelect(real, V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), V128.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                    }
                                }
                            }
                        }
                    }
                }

                // y[t] = concat(forward[t], backward[t])
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float forward = ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardHidden + row * 32 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardHidden + row * 32 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, TileBuffers.Encoder_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 2).CopyTo(MemoryMarshal.CreateSpan(ref merged, 2));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 2), 2));
                    }
                }
            }

            /// <summary>Embedding(9, 3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding1_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                for (int row = 0; row < 4; row++)
                {
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, 4 + row * 9), 5, ref Unsafe.Add(ref weights, KerasWeights.Embedding1_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable), 9, 3, 16);
                }
            }

            /// <summary>GRU(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The states before the first step are the final states of another layer.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Encoder_ForwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + row * 96), 2));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Encoder_BackwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + row * 96 + 2), 2));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + (t + 1) * 16);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float sums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref recurrentBias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float recurrentBias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref recurrentBias);
                                    Vec c1a0 = V.LoadUnsafe(ref recurrentBias);
                                    Vec c2a0 = V.LoadUnsafe(ref recurrentBias);
                                    Vec c3a0 = V.LoadUnsafe(ref recurrentBias);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 192));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 288));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, 4 + (nint)r * 9 + at) * 16);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 sum1 = V128.LoadUnsafe(ref sumsRow, 4) + V128.LoadUnsafe(ref gatesNowRow, 4);
                                Vec128 reset = SigmoidFraction(sum1, out Vec128 resetBottom);
                                Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                Vec128 sum2 = V128.LoadUnsafe(ref sumsRow, 8);
                                Vec128 argument = V128.FusedMultiplyAdd(reset * sum2, ofReset, V128.LoadUnsafe(ref gatesNowRow, 8));
                                V128.StoreUnsafe(argument, ref sumsRow, 8);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float gatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, 4 + (nint)r * 9 + at) * 16);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                Vec128 sum0 = V128.LoadUnsafe(ref sumsRow) + V128.LoadUnsafe(ref gatesNowRow);
                                Vec128 update = SigmoidFraction(sum0, out Vec128 updateBottom);
                                Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(9, softmax), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = softmax(x . kernel + bias): [4] . [4 x 9]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + 16 + row * 96);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
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
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 80 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>InputLayer, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Tokens_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Steps of a stream read this input again.
                MemoryMarshal.CreateReadOnlySpan(ref inputs.Mask, 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Tokens_Mask), 4));
            }

            /// <summary>Embedding(7, 3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                {
                    const int row = 0;
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable), 7, 3, 16);
                    FoldedTable.Require(ref Unsafe.Add(ref inputs.Tokens, row * 9), 4, ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable), 7, 3, 16);
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                // Forward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Encoder_ForwardHidden);
                    MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                }

                // Backward direction.
                {
                    // The state before the first step is zero.
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Encoder_BackwardHidden);
                    MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                }

                // Both directions in one loop: while one waits for its gates, the other one multiplies.
                for (int t = 0; t < 4; t++)
                {

                    // Forward direction.
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Encoder_ForwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Encoder_ForwardHidden + ((t + 1) & 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                        ref float maskNow = ref Unsafe.Add(ref work, StreamBuffers.Tokens_Mask + at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow == 0f)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_ForwardRecurrent);
                                Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(hPrevious);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                                    Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                                    Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                                    Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref forwardGatesNow, 8));
                                    Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                                    Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                                }
                            }
                        }
                    }

                    // Backward direction.
                    {
                        int at = 3 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Encoder_BackwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Encoder_BackwardHidden + ((t + 1) & 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardGatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                        ref float maskNow = ref Unsafe.Add(ref work, StreamBuffers.Tokens_Mask + at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrentBias);
                        // A step that is padding everywhere only hands its states on.
                        if (maskNow == 0f)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                        }
                        else
                        {
                            // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Encoder_BackwardRecurrent);
                                Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(hPrevious);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                                    Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                                    Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                                    Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref backwardGatesNow, 8));
                                    Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                                    Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                                }
                            }
                        }
                    }
                }

                // y[t] = concat(forward[t], backward[t])
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float forward = ref Unsafe.Add(ref work, StreamBuffers.Encoder_ForwardHidden + row * 32 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, StreamBuffers.Encoder_BackwardHidden + row * 32 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Encoder_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 2).CopyTo(MemoryMarshal.CreateSpan(ref merged, 2));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 2), 2));
                    }
                }
            }

            /// <summary>Embedding(9, 3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding1_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                FoldedTable.Require(ref inputs.Tokens, 1, ref Unsafe.Add(ref weights, KerasWeights.Embedding1_Embeddings), ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable), 9, 3, 16);
            }

            /// <summary>GRU(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow)) + V.LoadUnsafe(ref recurrentBias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                            Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                            Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                            Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                            Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                            Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref gatesNow, 8));
                            Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                            Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                            Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                            Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                        }
                    }
                }
                // The next step starts from the states of this one.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>GRU(4), when a stream begins.</summary>
            public static void Gru_Begin(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The states before the first step are the final states of another layer.
                {
                    const int row = 0;
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, StreamBuffers.Encoder_ForwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + row * 32), 2));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, StreamBuffers.Encoder_BackwardHidden + row * 32), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + row * 32 + 2), 2));
                }
            }

            /// <summary>Dense(9, softmax), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = softmax(x . kernel + bias): [4] . [4 x 9]
                {
                    ref float x = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + 16);
                    ref float values = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values);
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 16 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Embedding(7, 3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // vectors[t] = embeddings[token[t]]: [3]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        int step = row * 4 + t;
                        int token = Unsafe.Add(ref inputs.Tokens, row * 9 + t);
                        ref float vector = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + step * 16);
                        ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 3);
                        MemoryMarshal.CreateReadOnlySpan(ref embedding, 3).CopyTo(MemoryMarshal.CreateSpan(ref vector, 3));
                    }
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {

                // Forward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // forwardGates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 6]
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 64);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardGates + row * 64);
                        ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardGatesKernel);
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    Vec c1a0 = V.LoadUnsafe(ref bias);
                                    Vec c2a0 = V.LoadUnsafe(ref bias);
                                    Vec c3a0 = V.LoadUnsafe(ref bias);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 16)
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
                                }
                            }
                        }
                    }

                    for (int t = 0; t < 4; t++)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + t * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + (t + 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardGates + at * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentPart + at * 16);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref forwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float forwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 64)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 128)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 192)) + V.LoadUnsafe(ref recurrentBias);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 2; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 80));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 240));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref sums);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref sums, 16);
                                        }
                                        {
                                            V.StoreUnsafe(c2a0, ref sums, 32);
                                        }
                                        {
                                            V.StoreUnsafe(c3a0, ref sums, 48);
                                        }
                                    }
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 64);
                                ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 64);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 8), ofReset, V128.LoadUnsafe(ref forwardGatesNowRow, 8));
                                    V128.StoreUnsafe(reset * ofReset, ref forwardGatesNowRow, 4);
                                    V128.StoreUnsafe(V128.LoadUnsafe(ref sumsRow, 8), ref keptRecurrentPartRow);
                                    V128.StoreUnsafe(argument, ref sumsRow, 8);
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 80);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 80);
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                                ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 64);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(update * candidateBottom * ofState, ref forwardGatesNowRow);
                                    V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref forwardGatesNowRow, 8);
                                    V128.StoreUnsafe(V128.ConditionalSelect(real, V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), V128.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                }
                            }
                        }
                    }
                }

                // Backward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // backwardGates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 6]
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 64);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardGates + row * 64);
                        ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardGatesKernel);
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    Vec c1a0 = V.LoadUnsafe(ref bias);
                                    Vec c2a0 = V.LoadUnsafe(ref bias);
                                    Vec c3a0 = V.LoadUnsafe(ref bias);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 16)
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
                                }
                            }
                        }
                    }

                    for (int t = 0; t < 4; t++)
                    {
                        int at = 3 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + t * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + (t + 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardGates + at * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentPart + at * 16);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref backwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float backwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 64)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 128)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 192)) + V.LoadUnsafe(ref recurrentBias);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 2; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 80));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 240));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref sums);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref sums, 16);
                                        }
                                        {
                                            V.StoreUnsafe(c2a0, ref sums, 32);
                                        }
                                        {
                                            V.StoreUnsafe(c3a0, ref sums, 48);
                                        }
                                    }
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 64);
                                ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 64);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 8), ofReset, V128.LoadUnsafe(ref backwardGatesNowRow, 8));
                                    V128.StoreUnsafe(reset * ofReset, ref backwardGatesNowRow, 4);
                                    V128.StoreUnsafe(V128.LoadUnsafe(ref sumsRow, 8), ref keptRecurrentPartRow);
                                    V128.StoreUnsafe(argument, ref sumsRow, 8);
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 80);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 80);
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                                ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 64);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(update * candidateBottom * ofState, ref backwardGatesNowRow);
                                    V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref backwardGatesNowRow, 8);
                                    V128.StoreUnsafe(V128.ConditionalSelect(real, V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), V128.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                }
                            }
                        }
                    }
                }

                // y[t] = concat(forward[t], backward[t])
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float forward = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + 64 + row * 80 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + 64 + row * 80 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Encoder_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 2).CopyTo(MemoryMarshal.CreateSpan(ref merged, 2));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 2), 2));
                    }
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The merge's gradient, for each direction in its own order.
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Encoder_OutputGradient + row * 16 + t * 16);
                        ref float forwardGradient = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardOutputGradient + row * 16 + t * 16);
                        ref float backwardGradient = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardOutputGradient + row * 16 + (0 - t) * 16);
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 2).CopyTo(MemoryMarshal.CreateSpan(ref forwardGradient, 2));
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref outputGradient, 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref backwardGradient, 2));
                        }
                    }
                }

                // Forward direction.
                {
                    {
                        ref float start = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHiddenGradient);
                        ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardOutputGradient);
                        ref float handed0 = ref Unsafe.Add(ref work, TrainBuffers.Gru_InitialHGradient);
                        for (nuint i = 0; i < 64; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i) + V.LoadUnsafe(ref handed0, i), ref start, i);
                        }
                    }

                    ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHiddenGradient);
                    for (int t = 3; t >= 0; t--)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + t * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardGates + at * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentPart + at * 16);
                        // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 80);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                            ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 64);
                            ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 64);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 64);
                            {
                                Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow));
                                Vec128 update = V128.LoadUnsafe(ref forwardGatesNowRow);
                                Vec128 reset = V128.LoadUnsafe(ref forwardGatesNowRow, 4);
                                Vec128 candidate = V128.LoadUnsafe(ref forwardGatesNowRow, 8);
                                Vec128 dCandidate = V128.ConditionalSelect(real, dh * (V128.Create(1f) - update) * TanhGateSlope(candidate), Vec128.Zero);
                                Vec128 dUpdate = V128.ConditionalSelect(real, dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update), Vec128.Zero);
                                Vec128 dReset = V128.ConditionalSelect(real, dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset), Vec128.Zero);
                                V128.StoreUnsafe(dUpdate, ref forwardGatesNowRow);
                                V128.StoreUnsafe(dReset, ref forwardGatesNowRow, 4);
                                V128.StoreUnsafe(dCandidate, ref forwardGatesNowRow, 8);
                                V128.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                                V128.StoreUnsafe(dReset, ref recurrentGatesRow, 4);
                                V128.StoreUnsafe(V128.ConditionalSelect(real, dCandidate * reset, Vec128.Zero), ref recurrentGatesRow, 8);
                                V128.StoreUnsafe(V128.ConditionalSelect(real, dh * update, dh), ref hGradientRow);
                            }
                        }
                        // dh[t-1] += gates' gradients . U^T
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardRecurrentTransposed);
                            Vec c0a0 = V.LoadUnsafe(ref hGradient);
                            Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                            Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                            Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                            nuint w = 0;
                            for (nuint j = 0; j < 12; j += 4)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 64));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 128));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 192));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref hGradient);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref hGradient, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref hGradient, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref hGradient, 48);
                            }
                        }
                    }

                    // Gradients of the weights: products over the steps, a stretch of them at a time.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int first = 0; first < 4; first += 64)
                        {
                            int count = Math.Min(64, 4 - first);
                            {
                                ref float states = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + row * 80 + first * 16);
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentGates + row * 64 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_ForwardRecurrent);
                                    nuint w = 0;
                                    {
                                        nuint left = 0, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right += 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
                                            Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    }
                                    w += 32;
                                }
                            }
                            {
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardRecurrentGates + row * 64 + first * 16);
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_ForwardRecurrentBias);
                                {
                                    Vec sum0 = Vec.Zero;
                                    nuint right = 0;
                                    for (int m = 0; m < count; m++, right += 16)
                                    {
                                        sum0 += V.LoadUnsafe(ref gates, right);
                                    }
                                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                }
                            }
                            {
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardGates + row * 64 + first * 16);
                                ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 64 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_ForwardGatesKernel);
                                    nuint w = 0;
                                    {
                                        nuint left = 0, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right += 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
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
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_ForwardGatesBias);
                                {
                                    Vec sum0 = Vec.Zero;
                                    nuint right = 0;
                                    for (int m = 0; m < count; m++, right += 16)
                                    {
                                        sum0 += V.LoadUnsafe(ref gates, right);
                                    }
                                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                }
                            }
                        }
                    }

                    // Gradient of the input.
                    {
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardGates);
                            ref float target = ref Unsafe.Add(ref lookups, tile.FirstRow * 64);
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_ForwardGatesKernelTransposed);
                                ref float a = ref gates;
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
                                    nuint w = 0;
                                    for (nuint j = 0; j < 12; j += 4)
                                    {
                                        for (nuint k = j; k < j + 2; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                                Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                                Vec x5 = V.Create(Unsafe.Add(ref a, k + 80));
                                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                                Vec x6 = V.Create(Unsafe.Add(ref a, k + 96));
                                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                                Vec x7 = V.Create(Unsafe.Add(ref a, k + 112));
                                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                            }
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
                                    {
                                        V.StoreUnsafe(c5a0, ref targetRow, 80);
                                    }
                                    {
                                        V.StoreUnsafe(c6a0, ref targetRow, 96);
                                    }
                                    {
                                        V.StoreUnsafe(c7a0, ref targetRow, 112);
                                    }
                                    a = ref Unsafe.Add(ref a, 128);
                                    targetRow = ref Unsafe.Add(ref targetRow, 128);
                                }
                            }
                        }
                    }
                }

                // Backward direction.
                {
                    {
                        ref float start = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHiddenGradient);
                        ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardOutputGradient);
                        ref float handed0 = ref Unsafe.Add(ref work, TrainBuffers.Gru_InitialHGradientMore);
                        for (nuint i = 0; i < 64; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i) + V.LoadUnsafe(ref handed0, i), ref start, i);
                        }
                    }

                    ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHiddenGradient);
                    for (int t = 3; t >= 0; t--)
                    {
                        int at = 3 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + t * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardGates + at * 16);
                        ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentPart + at * 16);
                        // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 80);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 4);
                            ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 64);
                            ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 64);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 64);
                            {
                                Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow));
                                Vec128 update = V128.LoadUnsafe(ref backwardGatesNowRow);
                                Vec128 reset = V128.LoadUnsafe(ref backwardGatesNowRow, 4);
                                Vec128 candidate = V128.LoadUnsafe(ref backwardGatesNowRow, 8);
                                Vec128 dCandidate = V128.ConditionalSelect(real, dh * (V128.Create(1f) - update) * TanhGateSlope(candidate), Vec128.Zero);
                                Vec128 dUpdate = V128.ConditionalSelect(real, dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update), Vec128.Zero);
                                Vec128 dReset = V128.ConditionalSelect(real, dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset), Vec128.Zero);
                                V128.StoreUnsafe(dUpdate, ref backwardGatesNowRow);
                                V128.StoreUnsafe(dReset, ref backwardGatesNowRow, 4);
                                V128.StoreUnsafe(dCandidate, ref backwardGatesNowRow, 8);
                                V128.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                                V128.StoreUnsafe(dReset, ref recurrentGatesRow, 4);
                                V128.StoreUnsafe(V128.ConditionalSelect(real, dCandidate * reset, Vec128.Zero), ref recurrentGatesRow, 8);
                                V128.StoreUnsafe(V128.ConditionalSelect(real, dh * update, dh), ref hGradientRow);
                            }
                        }
                        // dh[t-1] += gates' gradients . U^T
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardRecurrentTransposed);
                            Vec c0a0 = V.LoadUnsafe(ref hGradient);
                            Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                            Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                            Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                            nuint w = 0;
                            for (nuint j = 0; j < 12; j += 4)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 64));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 128));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 192));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref hGradient);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref hGradient, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref hGradient, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref hGradient, 48);
                            }
                        }
                    }

                    // Gradients of the weights: products over the steps, a stretch of them at a time.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int first = 0; first < 4; first += 64)
                        {
                            int count = Math.Min(64, 4 - first);
                            {
                                ref float states = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + row * 80 + first * 16);
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentGates + row * 64 + (3 - first) * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_BackwardRecurrent);
                                    nuint w = 0;
                                    {
                                        nuint left = 0, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right -= 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
                                            Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    }
                                    w += 32;
                                }
                            }
                            {
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardRecurrentGates + row * 64 + first * 16);
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_BackwardRecurrentBias);
                                {
                                    Vec sum0 = Vec.Zero;
                                    nuint right = 0;
                                    for (int m = 0; m < count; m++, right += 16)
                                    {
                                        sum0 += V.LoadUnsafe(ref gates, right);
                                    }
                                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                }
                            }
                            {
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardGates + row * 64 + first * 16);
                                ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 64 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_BackwardGatesKernel);
                                    nuint w = 0;
                                    {
                                        nuint left = 0, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right += 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
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
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Encoder_BackwardGatesBias);
                                {
                                    Vec sum0 = Vec.Zero;
                                    nuint right = 0;
                                    for (int m = 0; m < count; m++, right += 16)
                                    {
                                        sum0 += V.LoadUnsafe(ref gates, right);
                                    }
                                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                }
                            }
                        }
                    }

                    // Gradient of the input.
                    {
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardGates);
                            ref float target = ref Unsafe.Add(ref lookups, tile.FirstRow * 64);
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Encoder_BackwardGatesKernelTransposed);
                                ref float a = ref gates;
                                ref float targetRow = ref target;
                                for (int m = 0; m < 2; m++)
                                {
                                    Vec c0a0 = V.LoadUnsafe(ref targetRow);
                                    Vec c1a0 = V.LoadUnsafe(ref targetRow, 16);
                                    Vec c2a0 = V.LoadUnsafe(ref targetRow, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref targetRow, 48);
                                    Vec c4a0 = V.LoadUnsafe(ref targetRow, 64);
                                    Vec c5a0 = V.LoadUnsafe(ref targetRow, 80);
                                    Vec c6a0 = V.LoadUnsafe(ref targetRow, 96);
                                    Vec c7a0 = V.LoadUnsafe(ref targetRow, 112);
                                    nuint w = 0;
                                    for (nuint j = 0; j < 12; j += 4)
                                    {
                                        for (nuint k = j; k < j + 2; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                                Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                                Vec x5 = V.Create(Unsafe.Add(ref a, k + 80));
                                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                                Vec x6 = V.Create(Unsafe.Add(ref a, k + 96));
                                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                                Vec x7 = V.Create(Unsafe.Add(ref a, k + 112));
                                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                            }
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
                                    {
                                        V.StoreUnsafe(c5a0, ref targetRow, 80);
                                    }
                                    {
                                        V.StoreUnsafe(c6a0, ref targetRow, 96);
                                    }
                                    {
                                        V.StoreUnsafe(c7a0, ref targetRow, 112);
                                    }
                                    a = ref Unsafe.Add(ref a, 128);
                                    targetRow = ref Unsafe.Add(ref targetRow, 128);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>Bidirectional(GRU(2), Concat), taken 0 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Encoder_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // Nothing takes the output: its gradient is zero.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.Encoder_OutputGradient + row * 16);
                        MemoryMarshal.CreateSpan(ref sum, 16).Clear();
                    }
                }
            }

            /// <summary>Embedding(9, 3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding1_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // vectors[t] = embeddings[token[t]]: [3]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        int step = row * 5 + t;
                        int token = Unsafe.Add(ref inputs.Tokens, 4 + row * 9 + t);
                        ref float vector = ref Unsafe.Add(ref work, TrainBuffers.Embedding1_Vectors + step * 16);
                        ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding1_Embeddings + (nint)token * 3);
                        MemoryMarshal.CreateReadOnlySpan(ref embedding, 3).CopyTo(MemoryMarshal.CreateSpan(ref vector, 3));
                    }
                }
            }

            /// <summary>GRU(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 12]
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding1_Vectors + row * 80);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesKernel);
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
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
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
                            }
                        }
                    }
                }
                // The states before the first step are the final states of another layer.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Encoder_ForwardHidden + 64 + row * 80), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 96), 2));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Encoder_BackwardHidden + 64 + row * 80), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 96 + 2), 2));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 16);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentBias);
                    ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + at * 16);
                    ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentPart + at * 16);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow, ref recurrentBias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow, ref float recurrentBias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_Recurrent);
                                    Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 80)) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 160)) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 240)) + V.LoadUnsafe(ref recurrentBias);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 192));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 288));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 8), ofReset, V128.LoadUnsafe(ref gatesNowRow, 8));
                                V128.StoreUnsafe(reset * ofReset, ref gatesNowRow, 4);
                                V128.StoreUnsafe(V128.LoadUnsafe(ref sumsRow, 8), ref keptRecurrentPartRow);
                                V128.StoreUnsafe(argument, ref sumsRow, 8);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                V128.StoreUnsafe(update * candidateBottom * ofState, ref gatesNowRow);
                                V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref gatesNowRow, 8);
                                V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 16);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_OutputGradient + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 16);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentBias);
                    ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + at * 16);
                    ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentPart + at * 16);
                    // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 80);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 80);
                        ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
                        {
                            Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow) + V128.LoadUnsafe(ref outputGradientRow));
                            Vec128 update = V128.LoadUnsafe(ref gatesNowRow);
                            Vec128 reset = V128.LoadUnsafe(ref gatesNowRow, 4);
                            Vec128 candidate = V128.LoadUnsafe(ref gatesNowRow, 8);
                            Vec128 dCandidate = dh * (V128.Create(1f) - update) * TanhGateSlope(candidate);
                            Vec128 dUpdate = dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update);
                            Vec128 dReset = dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset);
                            V128.StoreUnsafe(dUpdate, ref gatesNowRow);
                            V128.StoreUnsafe(dReset, ref gatesNowRow, 4);
                            V128.StoreUnsafe(dCandidate, ref gatesNowRow, 8);
                            V128.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                            V128.StoreUnsafe(dReset, ref recurrentGatesRow, 4);
                            V128.StoreUnsafe(dCandidate * reset, ref recurrentGatesRow, 8);
                            V128.StoreUnsafe(dh * update, ref hGradientRow);
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 12; j += 4)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 160));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 240));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 81));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 161));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 241));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        {
                            V.StoreUnsafe(c0a0, ref hGradient);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref hGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref hGradient, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref hGradient, 48);
                        }
                    }
                }

                // Gradients of the initial states, for the layer that they came from.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient + row * 16), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_InitialHGradient + row * 16), 2));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient + row * 16 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Gru_InitialHGradientMore + row * 16), 2));
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    for (int first = 0; first < 5; first += 64)
                    {
                        int count = Math.Min(64, 5 - first);
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_Recurrent);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref states, left + 3));
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + row * 80 + first * 16);
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentBias);
                            {
                                Vec sum0 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 16)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding1_Vectors + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
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
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesBias);
                            {
                                Vec sum0 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 16)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                            }
                        }
                    }
                }

                // Gradient of the input.
                {
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates);
                        ref float target = ref Unsafe.Add(ref lookups, tile.BatchRows * 64 + tile.FirstRow * 80);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesKernelTransposed);
                            ref float a = ref gates;
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
                                for (nuint j = 0; j < 12; j += 4)
                                {
                                    for (nuint k = j; k < j + 4; k += 2, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        }
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref a, k + 1));
                                            c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                            Vec x1 = V.Create(Unsafe.Add(ref a, k + 17));
                                            c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                            Vec x2 = V.Create(Unsafe.Add(ref a, k + 33));
                                            c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                            Vec x3 = V.Create(Unsafe.Add(ref a, k + 49));
                                            c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                            Vec x4 = V.Create(Unsafe.Add(ref a, k + 65));
                                            c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                        }
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
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(9, softmax), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = softmax(x . kernel + bias): [4] . [4 x 9]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + 16 + row * 96);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
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
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 80 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 9), 7).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Dense(9, softmax), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                // dz = dy * a'(z)
                if (!tile.GradientIsOfLogits)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int step = 0; step < 5; step++)
                        {
                            ref float dz = ref Unsafe.Add(ref sumsGradient, row * 80 + step * 16);
                            ref float y = ref Unsafe.Add(ref outputs, row * 80 + step * 16);
                            // dz = y (dy - sum(dy y))
                            Vec products = Vec.Zero;
                            {
                                products += V.LoadUnsafe(ref dz) * V.LoadUnsafe(ref y);
                            }
                            Vec inner = V.Create(Reduction.Sum(products));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref y) * (V.LoadUnsafe(ref dz) - inner), ref dz);
                            }
                        }
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + 16 + row * 96);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 80);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            for (int m = 0; m < 5; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
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
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Gru_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            ref float a = ref dz;
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
                                for (nuint k = 0; k < 8; k += 2, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k + 1));
                                        c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 17));
                                        c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 33));
                                        c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 49));
                                        c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 65));
                                        c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                    }
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, 8));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, 24));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, 40));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, 56));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, 72));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
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
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
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

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 FlushTiny(Vec128 x) => V128.ConditionalSelect(V128.LessThan(V128.Abs(x), V128.Create(1e-18f)), Vec128.Zero, x);

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 FractionOfTanh(Vec128 x, out Vec128 limited, out Vec128 bottom)
            {
                limited = Limit(x);
                Vec128 q = LimitedSquare(x, limited);
                Vec128 q2 = q * q;
                Vec128 d = V128.FusedMultiplyAdd(q, V128.Create(0.677428126f), V128.Create(1.46356928f));
                Vec128 e = V128.FusedMultiplyAdd(q, V128.Create(0.000341161998f), V128.Create(0.034994863f));
                bottom = V128.FusedMultiplyAdd(e, q2, d);
                Vec128 c = V128.FusedMultiplyAdd(q, V128.Create(3.05817663e-11f), V128.Create(-2.01834673e-08f));
                Vec128 b = V128.FusedMultiplyAdd(q, V128.Create(1.40492921e-05f), V128.Create(0.00432753889f));
                Vec128 a = V128.FusedMultiplyAdd(q, V128.Create(0.189572006f), V128.Create(1.46356928f));
                return V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 Limit(Vec128 x) => V128.MinNative(V128.Create(8.5f), V128.MaxNative(V128.Create(-8.5f), x));

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 LimitedSquare(Vec128 x, Vec128 limited) => V128.FusedMultiplyAdd(limited, limited, V128.Create(1e-18f));

            /// <summary>Twice 1 / (1 + e^-x) = 1 + tanh(x / 2) as a fraction: the division halves it. The addend keeps half of a tiny x from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 SigmoidFraction(Vec128 x, out Vec128 bottom)
            {
                Vec128 p = FractionOfTanh(V128.FusedMultiplyAdd(x, V128.Create(0.5f), V128.Create(1e-18f)), out Vec128 limited, out bottom);
                return V128.FusedMultiplyAdd(p, limited, bottom);
            }

            /// <summary>The derivative of a sigmoid gate from its value, y (1 - y); zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 SigmoidGateSlope(Vec128 y)
            {
                Vec128 slope = y * (V128.Create(1f) - y);
                return V128.ConditionalSelect(V128.LessThan(slope, V128.Create(5e-7f)), Vec128.Zero, slope);
            }

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 TanhFraction(Vec128 x, out Vec128 bottom) => FractionOfTanh(x, out Vec128 limited, out bottom) * limited;

            /// <summary>The derivative of a tanh gate from its value, 1 - y^2; zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 TanhGateSlope(Vec128 y)
            {
                Vec128 slope = V128.FusedMultiplyAdd(-y, y, V128.Create(1f));
                return V128.ConditionalSelect(V128.LessThan(slope, V128.Create(1e-6f)), Vec128.Zero, slope);
            }
        }
    }
}
