// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using Math = global::System.Math;
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
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
            Layers.Lstm_One(ref weights, ref packed, ref work, inputs);
            Layers.Bidirectional_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Bidirectional_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer bidirectional: bidirectional needs the whole sequence.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer bidirectional: bidirectional needs the whole sequence.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Lstm_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Bidirectional_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Bidirectional_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Lstm_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>LSTM(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The states before the first step are weights.
                {
                    const int row = 0;
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Lstm_InitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + row * 96), 4));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Lstm_InitialState1), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell + row * 96), 4));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 16]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.Lstm_Gates + row * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
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
                                        V.StoreUnsafe(c0a0, ref projected);
                                    }
                                }
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.Lstm_Gates);
                    ref float cPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell + (t + 1) * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref gatesNow);
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
                            Vec128 gate3 = V256.GetUpper(V.GetUpper(c0a0));
                            Vec128 inputGate = SigmoidFraction(gate0, out Vec128 inputGateBottom);
                            Vec128 forgetGate = SigmoidFraction(gate1, out Vec128 forgetGateBottom);
                            Vec128 candidate = TanhFraction(gate2, out Vec128 candidateBottom);
                            Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                            Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                            V128.StoreUnsafe(cell, ref cNext);
                            Vec128 outputGate = SigmoidFraction(gate3, out Vec128 outputGateBottom);
                            Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                            Vec128 ofOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                            V128.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNext);
                        }
                    }
                }
            }

            /// <summary>Bidirectional(GRU(4), Concat), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Bidirectional_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                // Forward direction.
                {
                    // The states before the first step are weights.
                    {
                        const int row = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardHidden + row * 32), 4));
                    }
                }

                // Backward direction.
                {
                    // The states before the first step are weights.
                    {
                        const int row = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardHidden + row * 32), 4));
                    }
                }

                // Both directions in one loop: while one waits for its gates, the other one multiplies.
                for (int t = 0; t < 5; t++)
                {

                    // Forward direction.
                    {
                        int at = t;
                        {
                            const int row = 0;
                            // forwardGates[t] = x[t] . kernel + bias: one step, [4] . [4 x 12]
                            ref float x = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + 16 + row * 96 + at * 16);
                            ref float projected = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardGates + row * 16);
                            ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardGatesBias);
                            {
                                Sums(ref packed, ref x, ref projected, ref bias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardGatesKernel);
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
                                            V.StoreUnsafe(c0a0, ref projected);
                                        }
                                    }
                                }
                            }
                        }
                        ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardHidden + ((t + 1) & 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardGates);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardRecurrentBias);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardRecurrent);
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
                                Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref forwardGatesNow, 8));
                                Vec128 previous = V128.LoadUnsafe(ref hPrevious);
                                Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                                Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext);
                            }
                        }
                    }

                    // Backward direction.
                    {
                        int at = 4 - t;
                        {
                            const int row = 0;
                            // backwardGates[t] = x[t] . kernel + bias: one step, [4] . [4 x 12]
                            ref float x = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + 16 + row * 96 + at * 16);
                            ref float projected = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardGates + row * 16);
                            ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardGatesBias);
                            {
                                Sums(ref packed, ref x, ref projected, ref bias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardGatesKernel);
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
                                            V.StoreUnsafe(c0a0, ref projected);
                                        }
                                    }
                                }
                            }
                        }
                        ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardHidden + ((t + 1) & 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardGates);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardRecurrentBias);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardRecurrent);
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

                // y[t] = concat(forward[t], backward[t])
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float forward = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_ForwardHidden + 16 + row * 32 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_BackwardHidden + 16 + row * 32 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 4).CopyTo(MemoryMarshal.CreateSpan(ref merged, 4));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 4), 4));
                    }
                }
            }

            /// <summary>Dense(1), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [8] . [8 x 1]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>LSTM(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 16]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
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
                // The states before the first step are weights.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Lstm_InitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + row * 96), 4));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Lstm_InitialState1), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell + row * 96), 4));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + at * 16);
                    ref float cPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell + (t + 1) * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TileBuffers.Lstm_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref gatesNow);
                                    Vec c1a0 = V.LoadUnsafe(ref gatesNow, 80);
                                    Vec c2a0 = V.LoadUnsafe(ref gatesNow, 160);
                                    Vec c3a0 = V.LoadUnsafe(ref gatesNow, 240);
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
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 inputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 inputGateBottom);
                                Vec128 forgetGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 forgetGateBottom);
                                Vec128 candidate = TanhFraction(V128.LoadUnsafe(ref sumsRow, 8), out Vec128 candidateBottom);
                                Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                                V128.StoreUnsafe(cell, ref cNextRow);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 cell = V128.LoadUnsafe(ref cNextRow);
                                Vec128 outputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 12), out Vec128 outputGateBottom);
                                Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                                Vec128 ofOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V128.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>Bidirectional(GRU(4), Concat), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Bidirectional_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                // Forward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // forwardGates[t] = x[t] . kernel + bias: 5 steps, [4] . [4 x 12]
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + 16 + row * 96);
                        ref float projected = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardGates + row * 80);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardGatesKernel);
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
                    // The states before the first step are weights.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardHidden + row * 32), 4));
                    }

                    for (int t = 0; t < 5; t++)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardHidden + ((t + 1) & 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardRecurrentBias);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref forwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float forwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_ForwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 80)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 160)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 240)) + V.LoadUnsafe(ref recurrentBias);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 4; k++, w += 16)
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
                                ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 80);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 8), ofReset, V128.LoadUnsafe(ref forwardGatesNowRow, 8));
                                    V128.StoreUnsafe(argument, ref sumsRow, 8);
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
                                }
                            }
                        }
                    }
                }

                // Backward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // backwardGates[t] = x[t] . kernel + bias: 5 steps, [4] . [4 x 12]
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + 16 + row * 96);
                        ref float projected = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardGates + row * 80);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardGatesKernel);
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
                    // The states before the first step are weights.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardHidden + row * 32), 4));
                    }

                    for (int t = 0; t < 5; t++)
                    {
                        int at = 4 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardHidden + (t & 1) * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardHidden + ((t + 1) & 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardRecurrentBias);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref backwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float backwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Bidirectional_BackwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 80)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 160)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 240)) + V.LoadUnsafe(ref recurrentBias);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 4; k++, w += 16)
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
                                ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 80);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                    Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                    Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 8), ofReset, V128.LoadUnsafe(ref backwardGatesNowRow, 8));
                                    V128.StoreUnsafe(argument, ref sumsRow, 8);
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
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
                        ref float forward = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_ForwardHidden + 16 + row * 32 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_BackwardHidden + 16 + row * 32 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 4).CopyTo(MemoryMarshal.CreateSpan(ref merged, 4));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 4), 4));
                    }
                }
            }

            /// <summary>Dense(1), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [8] . [8 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>LSTM(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 16]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesKernel);
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
                // The states before the first step are weights.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, TrainingWeights.Lstm_InitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + row * 96), 4));
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, TrainingWeights.Lstm_InitialState1), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + row * 96), 4));
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 16);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref gatesNow);
                                    Vec c1a0 = V.LoadUnsafe(ref gatesNow, 80);
                                    Vec c2a0 = V.LoadUnsafe(ref gatesNow, 160);
                                    Vec c3a0 = V.LoadUnsafe(ref gatesNow, 240);
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
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 inputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 inputGateBottom);
                                Vec128 forgetGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 forgetGateBottom);
                                Vec128 candidate = TanhFraction(V128.LoadUnsafe(ref sumsRow, 8), out Vec128 candidateBottom);
                                Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                                V128.StoreUnsafe(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                                V128.StoreUnsafe(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 4);
                                V128.StoreUnsafe(candidate * (V128.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 8);
                                V128.StoreUnsafe(cell, ref cNextRow);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 cell = V128.LoadUnsafe(ref cNextRow);
                                Vec128 outputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 12), out Vec128 outputGateBottom);
                                Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                                Vec128 ofOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V128.StoreUnsafe(outputGate * cellValueBottom * ofOutput, ref gatesNowRow, 12);
                                V128.StoreUnsafe(cellValue * (V128.Create(2f) * outputGateBottom) * ofOutput, ref keptCellValueRow);
                                V128.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>LSTM(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Lstm_HiddenGradient);
                    ref float fromState = ref Unsafe.Add(ref work, TrainBuffers.Lstm_FinalHiddenGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromState, i), ref start, i);
                    }
                }
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellGradient);
                    ref float fromState = ref Unsafe.Add(ref work, TrainBuffers.Lstm_FinalCGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromState, i), ref start, i);
                    }
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_HiddenGradient);
                ref float cGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_OutputGradient + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 16);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 80);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                        ref float cGradientRow = ref Unsafe.Add(ref cGradient, r * 16);
                        ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                        {
                            Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow) + V128.LoadUnsafe(ref outputGradientRow));
                            Vec128 inputGate = V128.LoadUnsafe(ref gatesNowRow);
                            Vec128 forgetGate = V128.LoadUnsafe(ref gatesNowRow, 4);
                            Vec128 candidate = V128.LoadUnsafe(ref gatesNowRow, 8);
                            Vec128 outputGate = V128.LoadUnsafe(ref gatesNowRow, 12);
                            Vec128 cellValue = V128.LoadUnsafe(ref keptCellValueRow);
                            Vec128 dc = FlushTiny(V128.LoadUnsafe(ref cGradientRow) + dh * outputGate * TanhGateSlope(cellValue));
                            V128.StoreUnsafe(dc * candidate * SigmoidGateSlope(inputGate), ref gatesNowRow);
                            V128.StoreUnsafe(dc * V128.LoadUnsafe(ref cPreviousRow) * SigmoidGateSlope(forgetGate), ref gatesNowRow, 4);
                            V128.StoreUnsafe(dc * inputGate * TanhGateSlope(candidate), ref gatesNowRow, 8);
                            V128.StoreUnsafe(dh * cellValue * SigmoidGateSlope(outputGate), ref gatesNowRow, 12);
                            V128.StoreUnsafe(dc * forgetGate, ref cGradientRow);
                        }
                    }
                    // dh[t-1] = gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentTransposed);
                        Vec c0a0 = Vec.Zero;
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 16; j += 4)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref gatesNow, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref gatesNow, k + 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref gatesNow, k + 160));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref gatesNow, k + 240));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref gatesNow, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref gatesNow, k + 81));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref gatesNow, k + 161));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref gatesNow, k + 241));
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

                // Gradients of the initial states, of all rows.
                {
                    ref float initialGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_HiddenGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_InitialState0);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 4; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref initialGradient, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }
                {
                    ref float initialGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellGradient);
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_InitialState1);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 4; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref initialGradient, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    for (int first = 0; first < 5; first += 64)
                    {
                        int count = Math.Min(64, 5 - first);
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_Recurrent);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 3, right += 16)
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
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesBias);
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
                if (tile.WantInputGradient)
                {
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesKernelTransposed);
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
                                for (nuint j = 0; j < 16; j += 4)
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

            /// <summary>Bidirectional(GRU(4), Concat), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Bidirectional_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {

                // Forward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // forwardGates[t] = x[t] . kernel + bias: 5 steps, [4] . [4 x 12]
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 16 + row * 96);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardGates + row * 80);
                        ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardGatesKernel);
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
                    // The states before the first step are weights.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + row * 96), 4));
                    }

                    for (int t = 0; t < 5; t++)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + t * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + (t + 1) * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentPart + at * 16);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref forwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float forwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 80)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 160)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref forwardGatesNow, 240)) + V.LoadUnsafe(ref recurrentBias);
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
                                ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 80);
                                ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
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
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                                ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 80);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(update * candidateBottom * ofState, ref forwardGatesNowRow);
                                    V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref forwardGatesNowRow, 8);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
                                }
                            }
                        }
                    }
                }

                // Backward direction.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        // backwardGates[t] = x[t] . kernel + bias: 5 steps, [4] . [4 x 12]
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 16 + row * 96);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardGates + row * 80);
                        ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardGatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardGatesKernel);
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
                    // The states before the first step are weights.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardInitialState0), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + row * 96), 4));
                    }

                    for (int t = 0; t < 5; t++)
                    {
                        int at = 4 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + t * 16);
                        ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + (t + 1) * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentPart + at * 16);
                        // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref backwardGatesNow, ref recurrentBias);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float backwardGatesNow, ref float recurrentBias)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardRecurrent);
                                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 80)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 160)) + V.LoadUnsafe(ref recurrentBias);
                                        Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref backwardGatesNow, 240)) + V.LoadUnsafe(ref recurrentBias);
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
                                ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 80);
                                ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
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
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                                ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 80);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 argument = V128.LoadUnsafe(ref sumsRow, 8);
                                    Vec128 previous = V128.LoadUnsafe(ref hPreviousRow);
                                    Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 updateBottom);
                                    Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                    Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                    V128.StoreUnsafe(update * candidateBottom * ofState, ref backwardGatesNowRow);
                                    V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref backwardGatesNowRow, 8);
                                    V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow);
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
                        ref float forward = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + 80 + row * 96 + t * 16);
                        ref float backward = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + 80 + row * 96 + (0 - t) * 16);
                        ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref forward, 4).CopyTo(MemoryMarshal.CreateSpan(ref merged, 4));
                        MemoryMarshal.CreateReadOnlySpan(ref backward, 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref merged, 4), 4));
                    }
                }
            }

            /// <summary>Bidirectional(GRU(4), Concat), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Bidirectional_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The merge's gradient, for each direction in its own order.
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_OutputGradient + row * 16 + t * 16);
                        ref float forwardGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardOutputGradient + row * 16 + t * 16);
                        ref float backwardGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardOutputGradient + row * 16 + (0 - t) * 16);
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 4).CopyTo(MemoryMarshal.CreateSpan(ref forwardGradient, 4));
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref outputGradient, 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref backwardGradient, 4));
                        }
                    }
                }

                // Forward direction.
                {
                    {
                        ref float start = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHiddenGradient);
                        ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardOutputGradient);
                        for (nuint i = 0; i < 64; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                        }
                    }

                    ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHiddenGradient);
                    for (int t = 4; t >= 0; t--)
                    {
                        int at = t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + t * 16);
                        ref float forwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentPart + at * 16);
                        // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float forwardGatesNowRow = ref Unsafe.Add(ref forwardGatesNow, r * 80);
                            ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 80);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
                            {
                                Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow));
                                Vec128 update = V128.LoadUnsafe(ref forwardGatesNowRow);
                                Vec128 reset = V128.LoadUnsafe(ref forwardGatesNowRow, 4);
                                Vec128 candidate = V128.LoadUnsafe(ref forwardGatesNowRow, 8);
                                Vec128 dCandidate = dh * (V128.Create(1f) - update) * TanhGateSlope(candidate);
                                Vec128 dUpdate = dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update);
                                Vec128 dReset = dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset);
                                V128.StoreUnsafe(dUpdate, ref forwardGatesNowRow);
                                V128.StoreUnsafe(dReset, ref forwardGatesNowRow, 4);
                                V128.StoreUnsafe(dCandidate, ref forwardGatesNowRow, 8);
                                V128.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                                V128.StoreUnsafe(dReset, ref recurrentGatesRow, 4);
                                V128.StoreUnsafe(dCandidate * reset, ref recurrentGatesRow, 8);
                                V128.StoreUnsafe(dh * update, ref hGradientRow);
                            }
                        }
                        // dh[t-1] += gates' gradients . U^T
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardRecurrentTransposed);
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

                    // Gradients of the initial states, of all rows.
                    {
                        ref float initialGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHiddenGradient);
                        ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_ForwardInitialState0);
                        {
                            Vec sum0 = Vec.Zero;
                            nuint right = 0;
                            for (int m = 0; m < 4; m++, right += 16)
                            {
                                sum0 += V.LoadUnsafe(ref initialGradient, right);
                            }
                            V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                        }
                    }

                    // Gradients of the weights: products over the steps, a stretch of them at a time.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int first = 0; first < 5; first += 64)
                        {
                            int count = Math.Min(64, 5 - first);
                            {
                                ref float states = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardHidden + row * 96 + first * 16);
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentGates + row * 80 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_ForwardRecurrent);
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
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardRecurrentGates + row * 80 + first * 16);
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_ForwardRecurrentBias);
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
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardGates + row * 80 + first * 16);
                                ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 16 + row * 96 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_ForwardGatesKernel);
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
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_ForwardGatesBias);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_ForwardGates);
                            ref float target = ref Unsafe.Add(ref work, TrainBuffers.Lstm_OutputGradient);
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_ForwardGatesKernelTransposed);
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

                // Backward direction.
                {
                    {
                        ref float start = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHiddenGradient);
                        ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardOutputGradient);
                        for (nuint i = 0; i < 64; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                        }
                    }

                    ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHiddenGradient);
                    for (int t = 4; t >= 0; t--)
                    {
                        int at = 4 - t;
                        ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + t * 16);
                        ref float backwardGatesNow = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardGates + at * 16);
                        ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardRecurrentBias);
                        ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentGates + at * 16);
                        ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentPart + at * 16);
                        // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float backwardGatesNowRow = ref Unsafe.Add(ref backwardGatesNow, r * 80);
                            ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 80);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 80);
                            {
                                Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow));
                                Vec128 update = V128.LoadUnsafe(ref backwardGatesNowRow);
                                Vec128 reset = V128.LoadUnsafe(ref backwardGatesNowRow, 4);
                                Vec128 candidate = V128.LoadUnsafe(ref backwardGatesNowRow, 8);
                                Vec128 dCandidate = dh * (V128.Create(1f) - update) * TanhGateSlope(candidate);
                                Vec128 dUpdate = dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update);
                                Vec128 dReset = dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset);
                                V128.StoreUnsafe(dUpdate, ref backwardGatesNowRow);
                                V128.StoreUnsafe(dReset, ref backwardGatesNowRow, 4);
                                V128.StoreUnsafe(dCandidate, ref backwardGatesNowRow, 8);
                                V128.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                                V128.StoreUnsafe(dReset, ref recurrentGatesRow, 4);
                                V128.StoreUnsafe(dCandidate * reset, ref recurrentGatesRow, 8);
                                V128.StoreUnsafe(dh * update, ref hGradientRow);
                            }
                        }
                        // dh[t-1] += gates' gradients . U^T
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardRecurrentTransposed);
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

                    // Gradients of the initial states, of all rows.
                    {
                        ref float initialGradient = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHiddenGradient);
                        ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_BackwardInitialState0);
                        {
                            Vec sum0 = Vec.Zero;
                            nuint right = 0;
                            for (int m = 0; m < 4; m++, right += 16)
                            {
                                sum0 += V.LoadUnsafe(ref initialGradient, right);
                            }
                            V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                        }
                    }

                    // Gradients of the weights: products over the steps, a stretch of them at a time.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int first = 0; first < 5; first += 64)
                        {
                            int count = Math.Min(64, 5 - first);
                            {
                                ref float states = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardHidden + row * 96 + first * 16);
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentGates + row * 80 + (4 - first) * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_BackwardRecurrent);
                                    nuint w = 0;
                                    {
                                        nuint left = 0, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        Vec c3a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right -= 16)
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
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardRecurrentGates + row * 80 + first * 16);
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_BackwardRecurrentBias);
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
                                ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardGates + row * 80 + first * 16);
                                ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 16 + row * 96 + first * 16);
                                {
                                    ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_BackwardGatesKernel);
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
                                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Bidirectional_BackwardGatesBias);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_BackwardGates);
                            ref float target = ref Unsafe.Add(ref work, TrainBuffers.Lstm_OutputGradient);
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Bidirectional_BackwardGatesKernelTransposed);
                                ref float a = ref gates;
                                ref float targetRow = ref target;
                                for (int m = 0; m < 4; m++)
                                {
                                    Vec c0a0 = V.LoadUnsafe(ref targetRow);
                                    Vec c0a0_1 = Vec.Zero;
                                    Vec c1a0 = V.LoadUnsafe(ref targetRow, 16);
                                    Vec c1a0_1 = Vec.Zero;
                                    Vec c2a0 = V.LoadUnsafe(ref targetRow, 32);
                                    Vec c2a0_1 = Vec.Zero;
                                    Vec c3a0 = V.LoadUnsafe(ref targetRow, 48);
                                    Vec c3a0_1 = Vec.Zero;
                                    Vec c4a0 = V.LoadUnsafe(ref targetRow, 64);
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
            }

            /// <summary>Dense(1), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [8] . [8 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_Merged + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>Dense(1), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_Merged);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                        }
                        w += 16;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Bidirectional_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 1; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
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
                        }
                    }
                }
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
