// The kernels in vectors of 256 bits (8 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector256;
    using Vec = global::System.Runtime.Intrinsics.Vector256<float>;

    /// <summary>The programs of Model in 256-bit vectors.</summary>
    file sealed class Kernels256 : Kernels
    {
        public override int VectorBits => 256;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Lstm_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Dense_Kernel);
            Layers.Lstm_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>LSTM(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                ref float cFirst = ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell);
                MemoryMarshal.CreateSpan(ref cFirst, 16).Clear();

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float xNow = ref Unsafe.Add(ref inputs.Features, at * 3);
                    ref float biasNow = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    ref float cPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        ref float b_1 = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref biasNow);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a1 = V.LoadUnsafe(ref biasNow, 8);
                        Vec c0a1_1 = Vec.Zero;
                        Vec c0a2 = V.LoadUnsafe(ref biasNow, 16);
                        Vec c0a2_1 = Vec.Zero;
                        Vec c0a3 = V.LoadUnsafe(ref biasNow, 24);
                        Vec c0a3_1 = Vec.Zero;
                        nuint w_1 = 0;
                        {
                            nuint k = 0;
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref xNow, k));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1), c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 8), c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 16), c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 24), c0a3);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref xNow, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 32), c0a0_1);
                                c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 40), c0a1_1);
                                c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 48), c0a2_1);
                                c0a3_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 56), c0a3_1);
                            }
                            w_1 += 64;
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref xNow, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 8), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 16), c0a2);
                            c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 24), c0a3);
                        }
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k += 2, w += 64)
                        {
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 8), c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 24), c0a3);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0_1);
                                c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 40), c0a1_1);
                                c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a2_1);
                                c0a3_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 56), c0a3_1);
                            }
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 8), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a2);
                            c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 24), c0a3);
                        }
                        c0a0 += c0a0_1;
                        c0a1 += c0a1_1;
                        c0a2 += c0a2_1;
                        c0a3 += c0a3_1;
                        {
                            Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                            Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                            Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                            Vec ofCell = V.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                            Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, V.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V.Create(1E-15f));
                            V.StoreUnsafe(cell, ref cPrevious);
                            Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                            Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                            Vec ofOutput = V.Create(0.5f) / (outputGateBottom * cellValueBottom);
                            V.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNext);
                        }
                    }
                }
            }

            /// <summary>Dense(1), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + row * 32 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 8), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                            values = Reduction.Sum(sum0 + sum1) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>LSTM(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 20]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + row * 128);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
                                ref float a = ref x;
                                ref float projectedRow = ref projected;
                                for (int m = 0; m < 2; m++)
                                {
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    Vec c0a1 = V.LoadUnsafe(ref bias, 8);
                                    Vec c0a2 = V.LoadUnsafe(ref bias, 16);
                                    Vec c0a3 = V.LoadUnsafe(ref bias, 24);
                                    Vec c1a0 = V.LoadUnsafe(ref bias);
                                    Vec c1a1 = V.LoadUnsafe(ref bias, 8);
                                    Vec c1a2 = V.LoadUnsafe(ref bias, 16);
                                    Vec c1a3 = V.LoadUnsafe(ref bias, 24);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec b01 = V.LoadUnsafe(ref b, w + 8);
                                            Vec b02 = V.LoadUnsafe(ref b, w + 16);
                                            Vec b03 = V.LoadUnsafe(ref b, w + 24);
                                            Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                            c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                            c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                            Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                            c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                            c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projectedRow);
                                        V.StoreUnsafe(c0a1, ref projectedRow, 8);
                                        V.StoreUnsafe(c0a2, ref projectedRow, 16);
                                        V.StoreUnsafe(c0a3, ref projectedRow, 24);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref projectedRow, 32);
                                        V.StoreUnsafe(c1a1, ref projectedRow, 40);
                                        V.StoreUnsafe(c1a2, ref projectedRow, 48);
                                        V.StoreUnsafe(c1a3, ref projectedRow, 56);
                                    }
                                    a = ref Unsafe.Add(ref a, 6);
                                    projectedRow = ref Unsafe.Add(ref projectedRow, 64);
                                }
                            }
                        }
                    }
                }
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }
                ref float cFirst = ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float cFirstRow = ref Unsafe.Add(ref cFirst, r * 16);
                    MemoryMarshal.CreateSpan(ref cFirstRow, 16).Clear();
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + at * 32);
                    ref float cPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell);
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
                                    ref float a = ref hPrevious;
                                    ref float sumsRow = ref sums;
                                    ref float gatesNowRow = ref gatesNow;
                                    for (int m = 0; m < 2; m++)
                                    {
                                        Vec c0a0 = V.LoadUnsafe(ref gatesNowRow);
                                        Vec c0a1 = V.LoadUnsafe(ref gatesNowRow, 8);
                                        Vec c0a2 = V.LoadUnsafe(ref gatesNowRow, 16);
                                        Vec c0a3 = V.LoadUnsafe(ref gatesNowRow, 24);
                                        Vec c1a0 = V.LoadUnsafe(ref gatesNowRow, 128);
                                        Vec c1a1 = V.LoadUnsafe(ref gatesNowRow, 136);
                                        Vec c1a2 = V.LoadUnsafe(ref gatesNowRow, 144);
                                        Vec c1a3 = V.LoadUnsafe(ref gatesNowRow, 152);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 5; k++, w += 32)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec b01 = V.LoadUnsafe(ref b, w + 8);
                                                Vec b02 = V.LoadUnsafe(ref b, w + 16);
                                                Vec b03 = V.LoadUnsafe(ref b, w + 24);
                                                Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                                Vec x1 = V.Create(Unsafe.Add(ref a, k + 32));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref sumsRow);
                                            V.StoreUnsafe(c0a1, ref sumsRow, 8);
                                            V.StoreUnsafe(c0a2, ref sumsRow, 16);
                                            V.StoreUnsafe(c0a3, ref sumsRow, 24);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref sumsRow, 32);
                                            V.StoreUnsafe(c1a1, ref sumsRow, 40);
                                            V.StoreUnsafe(c1a2, ref sumsRow, 48);
                                            V.StoreUnsafe(c1a3, ref sumsRow, 56);
                                        }
                                        a = ref Unsafe.Add(ref a, 64);
                                        sumsRow = ref Unsafe.Add(ref sumsRow, 64);
                                        gatesNowRow = ref Unsafe.Add(ref gatesNowRow, 256);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 32);
                            {
                                Vec inputGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow), out Vec inputGateBottom);
                                Vec forgetGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 8), out Vec forgetGateBottom);
                                Vec candidate = TanhFraction(V.LoadUnsafe(ref sumsRow, 16), out Vec candidateBottom);
                                Vec ofCell = V.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, V.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V.Create(1E-15f));
                                V.StoreUnsafe(cell, ref cPreviousRow);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 32);
                            {
                                Vec cell = V.LoadUnsafe(ref cPreviousRow);
                                Vec outputGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 24), out Vec outputGateBottom);
                                Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                                Vec ofOutput = V.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(1), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + row * 32 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 8), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                            values = Reduction.Sum(sum0 + sum1) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>LSTM(5), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float xNow = ref Unsafe.Add(ref inputs.Features, at * 3);
                    ref float biasNow = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    ref float cPrevious = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        ref float b_1 = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref biasNow);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a1 = V.LoadUnsafe(ref biasNow, 8);
                        Vec c0a1_1 = Vec.Zero;
                        Vec c0a2 = V.LoadUnsafe(ref biasNow, 16);
                        Vec c0a2_1 = Vec.Zero;
                        Vec c0a3 = V.LoadUnsafe(ref biasNow, 24);
                        Vec c0a3_1 = Vec.Zero;
                        nuint w_1 = 0;
                        {
                            nuint k = 0;
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref xNow, k));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1), c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 8), c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 16), c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 24), c0a3);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref xNow, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 32), c0a0_1);
                                c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 40), c0a1_1);
                                c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 48), c0a2_1);
                                c0a3_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 56), c0a3_1);
                            }
                            w_1 += 64;
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref xNow, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 8), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 16), c0a2);
                            c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b_1, w_1 + 24), c0a3);
                        }
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k += 2, w += 64)
                        {
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 8), c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 24), c0a3);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0_1);
                                c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 40), c0a1_1);
                                c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a2_1);
                                c0a3_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 56), c0a3_1);
                            }
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 8), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a2);
                            c0a3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 24), c0a3);
                        }
                        c0a0 += c0a0_1;
                        c0a1 += c0a1_1;
                        c0a2 += c0a2_1;
                        c0a3 += c0a3_1;
                        {
                            Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                            Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                            Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                            Vec ofCell = V.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                            Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, V.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V.Create(1E-15f));
                            V.StoreUnsafe(cell, ref cPrevious);
                            Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                            Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                            Vec ofOutput = V.Create(0.5f) / (outputGateBottom * cellValueBottom);
                            V.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNext);
                        }
                    }
                }
                // The next step starts from this one's h.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>Dense(1), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + 16 + row * 32 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 8), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                            values = Reduction.Sum(sum0 + sum1) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>LSTM(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 20]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 128);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesKernel);
                                ref float a = ref x;
                                ref float projectedRow = ref projected;
                                for (int m = 0; m < 2; m++)
                                {
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    Vec c0a1 = V.LoadUnsafe(ref bias, 8);
                                    Vec c0a2 = V.LoadUnsafe(ref bias, 16);
                                    Vec c0a3 = V.LoadUnsafe(ref bias, 24);
                                    Vec c1a0 = V.LoadUnsafe(ref bias);
                                    Vec c1a1 = V.LoadUnsafe(ref bias, 8);
                                    Vec c1a2 = V.LoadUnsafe(ref bias, 16);
                                    Vec c1a3 = V.LoadUnsafe(ref bias, 24);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec b01 = V.LoadUnsafe(ref b, w + 8);
                                            Vec b02 = V.LoadUnsafe(ref b, w + 16);
                                            Vec b03 = V.LoadUnsafe(ref b, w + 24);
                                            Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                            c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                            c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                            Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                            c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                            c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projectedRow);
                                        V.StoreUnsafe(c0a1, ref projectedRow, 8);
                                        V.StoreUnsafe(c0a2, ref projectedRow, 16);
                                        V.StoreUnsafe(c0a3, ref projectedRow, 24);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref projectedRow, 32);
                                        V.StoreUnsafe(c1a1, ref projectedRow, 40);
                                        V.StoreUnsafe(c1a2, ref projectedRow, 48);
                                        V.StoreUnsafe(c1a3, ref projectedRow, 56);
                                    }
                                    a = ref Unsafe.Add(ref a, 6);
                                    projectedRow = ref Unsafe.Add(ref projectedRow, 64);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 32);
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
                                    ref float a = ref hPrevious;
                                    ref float sumsRow = ref sums;
                                    ref float gatesNowRow = ref gatesNow;
                                    for (int m = 0; m < 2; m++)
                                    {
                                        Vec c0a0 = V.LoadUnsafe(ref gatesNowRow);
                                        Vec c0a1 = V.LoadUnsafe(ref gatesNowRow, 8);
                                        Vec c0a2 = V.LoadUnsafe(ref gatesNowRow, 16);
                                        Vec c0a3 = V.LoadUnsafe(ref gatesNowRow, 24);
                                        Vec c1a0 = V.LoadUnsafe(ref gatesNowRow, 128);
                                        Vec c1a1 = V.LoadUnsafe(ref gatesNowRow, 136);
                                        Vec c1a2 = V.LoadUnsafe(ref gatesNowRow, 144);
                                        Vec c1a3 = V.LoadUnsafe(ref gatesNowRow, 152);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 5; k++, w += 32)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec b01 = V.LoadUnsafe(ref b, w + 8);
                                                Vec b02 = V.LoadUnsafe(ref b, w + 16);
                                                Vec b03 = V.LoadUnsafe(ref b, w + 24);
                                                Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                                Vec x1 = V.Create(Unsafe.Add(ref a, k + 80));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref sumsRow);
                                            V.StoreUnsafe(c0a1, ref sumsRow, 8);
                                            V.StoreUnsafe(c0a2, ref sumsRow, 16);
                                            V.StoreUnsafe(c0a3, ref sumsRow, 24);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref sumsRow, 32);
                                            V.StoreUnsafe(c1a1, ref sumsRow, 40);
                                            V.StoreUnsafe(c1a2, ref sumsRow, 48);
                                            V.StoreUnsafe(c1a3, ref sumsRow, 56);
                                        }
                                        a = ref Unsafe.Add(ref a, 160);
                                        sumsRow = ref Unsafe.Add(ref sumsRow, 64);
                                        gatesNowRow = ref Unsafe.Add(ref gatesNowRow, 256);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 128);
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 80);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 32);
                            {
                                Vec inputGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow), out Vec inputGateBottom);
                                Vec forgetGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 8), out Vec forgetGateBottom);
                                Vec candidate = TanhFraction(V.LoadUnsafe(ref sumsRow, 16), out Vec candidateBottom);
                                Vec ofCell = V.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, V.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V.Create(1E-15f));
                                V.StoreUnsafe(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                                V.StoreUnsafe(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 8);
                                V.StoreUnsafe(candidate * (V.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 16);
                                V.StoreUnsafe(cell, ref cNextRow);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 80);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 128);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 80);
                            ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 64);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 32);
                            {
                                Vec cell = V.LoadUnsafe(ref cNextRow);
                                Vec outputGate = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 24), out Vec outputGateBottom);
                                Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                                Vec ofOutput = V.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V.StoreUnsafe(outputGate * cellValueBottom * ofOutput, ref gatesNowRow, 24);
                                V.StoreUnsafe(cellValue * (V.Create(2f) * outputGateBottom) * ofOutput, ref keptCellValueRow);
                                V.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>LSTM(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Lstm_HiddenGradient);
                    ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Lstm_OutputGradient);
                    for (nuint i = 0; i < 64; i += 8)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                    }
                }
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_HiddenGradient);
                ref float cGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellGradient);
                for (int t = 3; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 32);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 128);
                        ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 80);
                        ref float cGradientRow = ref Unsafe.Add(ref cGradient, r * 16);
                        ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 64);
                        {
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow));
                            Vec inputGate = V.LoadUnsafe(ref gatesNowRow);
                            Vec forgetGate = V.LoadUnsafe(ref gatesNowRow, 8);
                            Vec candidate = V.LoadUnsafe(ref gatesNowRow, 16);
                            Vec outputGate = V.LoadUnsafe(ref gatesNowRow, 24);
                            Vec cellValue = V.LoadUnsafe(ref keptCellValueRow);
                            Vec dc = FlushTiny(V.LoadUnsafe(ref cGradientRow) + dh * outputGate * TanhGateSlope(cellValue));
                            V.StoreUnsafe(dc * candidate * SigmoidGateSlope(inputGate), ref gatesNowRow);
                            V.StoreUnsafe(dc * V.LoadUnsafe(ref cPreviousRow) * SigmoidGateSlope(forgetGate), ref gatesNowRow, 8);
                            V.StoreUnsafe(dc * inputGate * TanhGateSlope(candidate), ref gatesNowRow, 16);
                            V.StoreUnsafe(dh * cellValue * SigmoidGateSlope(outputGate), ref gatesNowRow, 24);
                            V.StoreUnsafe(dc * forgetGate, ref cGradientRow);
                        }
                    }
                    // dh[t-1] = gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentTransposed);
                        for (nuint s = 0; s < 16; s += 8)
                        {
                            Vec c0a0 = Vec.Zero;
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a0_1 = Vec.Zero;
                            nuint w = s;
                            for (nuint j = 0; j < 32; j += 8)
                            {
                                for (nuint k = j; k < j + 4; k += 2, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref gatesNow, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref gatesNow, k + 128));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref gatesNow, k + 256));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref gatesNow, k + 384));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref gatesNow, k + 1));
                                        c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                        Vec x1 = V.Create(Unsafe.Add(ref gatesNow, k + 129));
                                        c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                        Vec x2 = V.Create(Unsafe.Add(ref gatesNow, k + 257));
                                        c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                        Vec x3 = V.Create(Unsafe.Add(ref gatesNow, k + 385));
                                        c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                    }
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref gatesNow, j + 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref gatesNow, j + 132));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref gatesNow, j + 260));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref gatesNow, j + 388));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                w += 16;
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref hGradient, s);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref hGradient, s + 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref hGradient, s + 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref hGradient, s + 48);
                            }
                        }
                    }
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int first = 0;
                        const int count = 4;
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + row * 80 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 128 + first * 32);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_Recurrent);
                                for (nuint s = 0; s < 16; s += 8)
                                {
                                    nuint w = s;
                                    {
                                        nuint left = 0, right = s;
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
                                        for (int m = 0; m < count; m++, left += 16, right += 32)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
                                            Vec d1 = V.LoadUnsafe(ref gates, right + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                            Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                            Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                            c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                            c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                            Vec x3 = V.Create(Unsafe.Add(ref states, left + 3));
                                            c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                            c3a1 = V.FusedMultiplyAdd(x3, d1, c3a1);
                                            Vec x4 = V.Create(Unsafe.Add(ref states, left + 4));
                                            c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                            c4a1 = V.FusedMultiplyAdd(x4, d1, c4a1);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                        V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                        V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                        V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                        V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 96), ref g, w + 96);
                                        V.StoreUnsafe(c3a1 + V.LoadUnsafe(ref g, w + 112), ref g, w + 112);
                                        V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 128), ref g, w + 128);
                                        V.StoreUnsafe(c4a1 + V.LoadUnsafe(ref g, w + 144), ref g, w + 144);
                                    }
                                    w += 160;
                                }
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 128 + first * 32);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 12 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesKernel);
                                for (nuint s = 0; s < 16; s += 8)
                                {
                                    nuint w = s;
                                    {
                                        nuint left = 0, right = s;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c0a1 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c1a1 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        Vec c2a1 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 3, right += 32)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref gates, right);
                                            Vec d1 = V.LoadUnsafe(ref gates, right + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                            Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                            Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                            c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                            c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                        V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                        V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                        V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                    }
                                    w += 96;
                                }
                            }
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesBias);
                            {
                                Vec sum0 = Vec.Zero;
                                Vec sum1 = Vec.Zero;
                                Vec sum2 = Vec.Zero;
                                Vec sum3 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 32)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                    sum1 += V.LoadUnsafe(ref gates, right + 8);
                                    sum2 += V.LoadUnsafe(ref gates, right + 16);
                                    sum3 += V.LoadUnsafe(ref gates, right + 24);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                V.StoreUnsafe(sum1 + V.LoadUnsafe(ref biasGradient, 8), ref biasGradient, 8);
                                V.StoreUnsafe(sum2 + V.LoadUnsafe(ref biasGradient, 16), ref biasGradient, 16);
                                V.StoreUnsafe(sum3 + V.LoadUnsafe(ref biasGradient, 24), ref biasGradient, 24);
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
                            for (nuint s = 0; s < 16; s += 8)
                            {
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
                                    nuint w = s;
                                    for (nuint j = 0; j < 32; j += 8)
                                    {
                                        for (nuint k = j; k < j + 5; k++, w += 16)
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
                                                Vec x5 = V.Create(Unsafe.Add(ref a, k + 160));
                                                c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                                Vec x6 = V.Create(Unsafe.Add(ref a, k + 192));
                                                c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                                Vec x7 = V.Create(Unsafe.Add(ref a, k + 224));
                                                c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                            }
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref targetRow, s);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref targetRow, s + 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref targetRow, s + 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref targetRow, s + 48);
                                    }
                                    {
                                        V.StoreUnsafe(c4a0, ref targetRow, s + 64);
                                    }
                                    {
                                        V.StoreUnsafe(c5a0, ref targetRow, s + 80);
                                    }
                                    {
                                        V.StoreUnsafe(c6a0, ref targetRow, s + 96);
                                    }
                                    {
                                        V.StoreUnsafe(c7a0, ref targetRow, s + 112);
                                    }
                                    a = ref Unsafe.Add(ref a, 256);
                                    targetRow = ref Unsafe.Add(ref targetRow, 128);
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
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 64 + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 8), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 8), sum1);
                            values = Reduction.Sum(sum0 + sum1) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
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
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + 64);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        for (nuint s = 0; s < 16; s += 8)
                        {
                            nuint w = s;
                            {
                                nuint left = 0, right = s;
                                Vec c0a0 = Vec.Zero;
                                for (int m = 0; m < 4; m++, left += 16, right += 80)
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
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    Vec sum1 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                        sum1 += V.LoadUnsafe(ref sumsGradient, right + 8);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    V.StoreUnsafe(sum1 + V.LoadUnsafe(ref biasGradient, 8), ref biasGradient, 8);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Lstm_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            for (nuint s = 0; s < 16; s += 8)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                nuint w = s;
                                {
                                    nuint k = 0;
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
                                    w += 16;
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref target, s);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref target, s + 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref target, s + 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref target, s + 48);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1e-18f)), Vec.Zero, x);

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = Limit(x);
                Vec q = LimitedSquare(x, limited);
                Vec q2 = q * q;
                Vec d = V.FusedMultiplyAdd(q, V.Create(0.677428126f), V.Create(1.46356928f));
                Vec e = V.FusedMultiplyAdd(q, V.Create(0.000341161998f), V.Create(0.034994863f));
                bottom = V.FusedMultiplyAdd(e, q2, d);
                Vec c = V.FusedMultiplyAdd(q, V.Create(3.05817663e-11f), V.Create(-2.01834673e-08f));
                Vec b = V.FusedMultiplyAdd(q, V.Create(1.40492921e-05f), V.Create(0.00432753889f));
                Vec a = V.FusedMultiplyAdd(q, V.Create(0.189572006f), V.Create(1.46356928f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Limit(Vec x) => V.MinNative(V.Create(8.5f), V.MaxNative(V.Create(-8.5f), x));

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.FusedMultiplyAdd(limited, limited, V.Create(1e-18f));

            /// <summary>Twice 1 / (1 + e^-x) = 1 + tanh(x / 2) as a fraction: the division halves it. The addend keeps half of a tiny x from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec SigmoidFraction(Vec x, out Vec bottom)
            {
                Vec p = FractionOfTanh(V.FusedMultiplyAdd(x, V.Create(0.5f), V.Create(1e-18f)), out Vec limited, out bottom);
                return V.FusedMultiplyAdd(p, limited, bottom);
            }

            /// <summary>The derivative of a sigmoid gate from its value, y (1 - y); zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec SigmoidGateSlope(Vec y)
            {
                Vec slope = y * (V.Create(1f) - y);
                return V.ConditionalSelect(V.LessThan(slope, V.Create(5e-7f)), Vec.Zero, slope);
            }

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;

            /// <summary>The derivative of a tanh gate from its value, 1 - y^2; zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhGateSlope(Vec y)
            {
                Vec slope = V.FusedMultiplyAdd(-y, y, V.Create(1f));
                return V.ConditionalSelect(V.LessThan(slope, V.Create(1e-6f)), Vec.Zero, slope);
            }
        }
    }
}
