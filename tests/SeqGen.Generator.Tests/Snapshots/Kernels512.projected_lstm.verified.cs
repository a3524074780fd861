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
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
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
            Layers.ProjectedLstm_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.ProjectedLstm_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.ProjectedLstm_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.ProjectedLstm_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.ProjectedLstm_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>ProjectedLSTM(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ProjectedLstm_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                ref float cFirst = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Cell);
                MemoryMarshal.CreateSpan(ref cFirst, 16).Clear();

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 16]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Gates + row * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesKernel);
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
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Gates);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float cPrevious = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_Cell);
                    ref float cellOutput = ref Unsafe.Add(ref work, OneBuffers.ProjectedLstm_CellOutput);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow == 0f)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                    }
                    else
                    {
                        // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; m = o a(c)
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_Recurrent);
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
                                Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                                Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                                Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                                Vec128 gate3 = V256.GetUpper(V.GetUpper(c0a0));
                                Vec128 inputGate = SigmoidFraction(gate0, out Vec128 inputGateBottom);
                                Vec128 forgetGate = SigmoidFraction(gate1, out Vec128 forgetGateBottom);
                                Vec128 candidate = TanhFraction(gate2, out Vec128 candidateBottom);
                                Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                                V128.StoreUnsafe(cell, ref cPrevious);
                                Vec128 outputGate = SigmoidFraction(gate3, out Vec128 outputGateBottom);
                                Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                                Vec128 ofCellOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V128.StoreUnsafe(outputGate * cellValue * ofCellOutput, ref cellOutput);
                            }
                        }
                        // h = m.P
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_ProjectionKernel);
                            Vec c0a0 = Vec.Zero;
                            nuint w = 0;
                            {
                                Vec x0 = V.Create(cellOutput);
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 1));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 2));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 3));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                            }
                            {
                                V.StoreUnsafe(FlushTiny(c0a0), ref hNext);
                            }
                        }
                    }
                }
            }

            /// <summary>ProjectedLSTM(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ProjectedLstm_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 16]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesKernel);
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
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Hidden);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }
                ref float cFirst = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Cell);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float cFirstRow = ref Unsafe.Add(ref cFirst, r * 16);
                    MemoryMarshal.CreateSpan(ref cFirstRow, 16).Clear();
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Gates + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float cPrevious = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_Cell);
                    ref float cellOutput = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_CellOutput);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow + Unsafe.Add(ref maskNow, 5) + Unsafe.Add(ref maskNow, 10) + Unsafe.Add(ref maskNow, 15) == 0f)
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
                        // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; m = o a(c)
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_RecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_Recurrent);
                                        Vec c0a0 = V.LoadUnsafe(ref gatesNow);
                                        Vec c1a0 = V.LoadUnsafe(ref gatesNow, 80);
                                        Vec c2a0 = V.LoadUnsafe(ref gatesNow, 160);
                                        Vec c3a0 = V.LoadUnsafe(ref gatesNow, 240);
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
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                                ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                    Vec128 inputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 inputGateBottom);
                                    Vec128 forgetGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 forgetGateBottom);
                                    Vec128 candidate = TanhFraction(V128.LoadUnsafe(ref sumsRow, 8), out Vec128 candidateBottom);
                                    Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                    Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                                    V128.StoreUnsafe(V128.ConditionalSelect(real, cell, V128.LoadUnsafe(ref cPreviousRow)), ref cPreviousRow);
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                                ref float cellOutputRow = ref Unsafe.Add(ref cellOutput, r * 16);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 cell = V128.LoadUnsafe(ref cPreviousRow);
                                    Vec128 outputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 12), out Vec128 outputGateBottom);
                                    Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                                    Vec128 ofCellOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                    V128.StoreUnsafe(outputGate * cellValue * ofCellOutput, ref cellOutputRow);
                                }
                            }
                        }
                        // h = m.P
                        {
                            ref float projectionSums = ref Unsafe.Add(ref work, TileBuffers.ProjectedLstm_ProjectionSums);
                            {
                                Sums(ref packed, ref cellOutput, ref projectionSums);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float cellOutput, ref float projectionSums)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_ProjectionKernel);
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        Vec c3a0 = Vec.Zero;
                                        nuint w = 0;
                                        for (nuint k = 0; k < 4; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref cellOutput, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref cellOutput, k + 16));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref cellOutput, k + 32));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref cellOutput, k + 48));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref projectionSums);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref projectionSums, 16);
                                        }
                                        {
                                            V.StoreUnsafe(c2a0, ref projectionSums, 32);
                                        }
                                        {
                                            V.StoreUnsafe(c3a0, ref projectionSums, 48);
                                        }
                                    }
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                                ref float projectionSumsRow = ref Unsafe.Add(ref projectionSums, r * 16);
                                {
                                    Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                    V.StoreUnsafe(V.ConditionalSelect(real, FlushTiny(V.LoadUnsafe(ref projectionSumsRow)), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>ProjectedLSTM(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ProjectedLstm_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 16]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Gates + row * 16);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_GatesKernel);
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

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Gates + at * 16);
                    ref float cPrevious = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Cell);
                    ref float cellOutput = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_CellOutput);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; m = o a(c)
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_Recurrent);
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
                            Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                            Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                            Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                            Vec128 gate3 = V256.GetUpper(V.GetUpper(c0a0));
                            Vec128 inputGate = SigmoidFraction(gate0, out Vec128 inputGateBottom);
                            Vec128 forgetGate = SigmoidFraction(gate1, out Vec128 forgetGateBottom);
                            Vec128 candidate = TanhFraction(gate2, out Vec128 candidateBottom);
                            Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                            Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                            V128.StoreUnsafe(cell, ref cPrevious);
                            Vec128 outputGate = SigmoidFraction(gate3, out Vec128 outputGateBottom);
                            Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                            Vec128 ofCellOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                            V128.StoreUnsafe(outputGate * cellValue * ofCellOutput, ref cellOutput);
                        }
                    }
                    // h = m.P
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.ProjectedLstm_ProjectionKernel);
                        Vec c0a0 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(cellOutput);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref cellOutput, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            V.StoreUnsafe(FlushTiny(c0a0), ref hNext);
                        }
                    }
                }
                // The next step starts from this one's h.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.ProjectedLstm_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>ProjectedLSTM(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ProjectedLstm_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 16]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_GatesKernel);
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

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellValue + at * 16);
                    ref float cellOutput = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellOutput + t * 16);
                    ref float cellOutputGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellOutputGradient);
                    ref float projectionGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_ProjectionGradient + at * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; m = o a(c)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref gatesNow);
                                    Vec c1a0 = V.LoadUnsafe(ref gatesNow, 80);
                                    Vec c2a0 = V.LoadUnsafe(ref gatesNow, 160);
                                    Vec c3a0 = V.LoadUnsafe(ref gatesNow, 240);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 2; k++, w += 16)
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
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                                Vec128 inputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow), out Vec128 inputGateBottom);
                                Vec128 forgetGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 forgetGateBottom);
                                Vec128 candidate = TanhFraction(V128.LoadUnsafe(ref sumsRow, 8), out Vec128 candidateBottom);
                                Vec128 ofCell = V128.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                Vec128 cell = V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(forgetGate, V128.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V128.Create(1E-15f));
                                V128.StoreUnsafe(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                                V128.StoreUnsafe(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 4);
                                V128.StoreUnsafe(candidate * (V128.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 8);
                                V128.StoreUnsafe(V128.ConditionalSelect(real, cell, V128.LoadUnsafe(ref cPreviousRow)), ref cNextRow);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                            ref float cellOutputRow = ref Unsafe.Add(ref cellOutput, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 cell = V128.LoadUnsafe(ref cNextRow);
                                Vec128 outputGate = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 12), out Vec128 outputGateBottom);
                                Vec128 cellValue = TanhFraction(cell, out Vec128 cellValueBottom);
                                Vec128 ofCellOutput = V128.Create(0.5f) / (outputGateBottom * cellValueBottom);
                                V128.StoreUnsafe(outputGate * cellValueBottom * ofCellOutput, ref gatesNowRow, 12);
                                V128.StoreUnsafe(cellValue * (V128.Create(2f) * outputGateBottom) * ofCellOutput, ref keptCellValueRow);
                                V128.StoreUnsafe(outputGate * cellValue * ofCellOutput, ref cellOutputRow);
                            }
                        }
                    }
                    // h = m.P
                    {
                        ref float projectionSums = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_ProjectionSums);
                        {
                            Sums(ref packed, ref cellOutput, ref projectionSums);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float cellOutput, ref float projectionSums)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_ProjectionKernel);
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref cellOutput, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref cellOutput, k + 80));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref cellOutput, k + 160));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref cellOutput, k + 240));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projectionSums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref projectionSums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref projectionSums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref projectionSums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float projectionSumsRow = ref Unsafe.Add(ref projectionSums, r * 16);
                            {
                                Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                V.StoreUnsafe(V.ConditionalSelect(real, FlushTiny(V.LoadUnsafe(ref projectionSumsRow)), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>ProjectedLSTM(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ProjectedLstm_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_HiddenGradient);
                    ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_OutputGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                    }
                }
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_HiddenGradient);
                ref float cGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Hidden + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellValue + at * 16);
                    ref float cellOutput = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellOutput + t * 16);
                    ref float cellOutputGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellOutputGradient);
                    ref float projectionGradient = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_ProjectionGradient + at * 16);
                    // The way back of h = m.P
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float projectionGradientRow = ref Unsafe.Add(ref projectionGradient, r * 80);
                        {
                            Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow));
                            V.StoreUnsafe(V.ConditionalSelect(real, dh, Vec.Zero), ref projectionGradientRow);
                            V.StoreUnsafe(V.ConditionalSelect(real, Vec.Zero, dh), ref hGradientRow);
                        }
                    }
                    // dcellOutput = dprojection . kernel^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_ProjectionKernelTransposed);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 2; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref projectionGradient, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref projectionGradient, k + 80));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref projectionGradient, k + 160));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref projectionGradient, k + 240));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref cellOutputGradient);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref cellOutputGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref cellOutputGradient, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref cellOutputGradient, 48);
                        }
                    }
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; m = o a(c)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                        ref float cGradientRow = ref Unsafe.Add(ref cGradient, r * 16);
                        ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                        ref float cellOutputGradientRow = ref Unsafe.Add(ref cellOutputGradient, r * 16);
                        {
                            Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                            Vec128 carriedC = V128.LoadUnsafe(ref cGradientRow);
                            Vec128 inputGate = V128.LoadUnsafe(ref gatesNowRow);
                            Vec128 forgetGate = V128.LoadUnsafe(ref gatesNowRow, 4);
                            Vec128 candidate = V128.LoadUnsafe(ref gatesNowRow, 8);
                            Vec128 outputGate = V128.LoadUnsafe(ref gatesNowRow, 12);
                            Vec128 cellValue = V128.LoadUnsafe(ref keptCellValueRow);
                            Vec128 dCellOutput = V128.LoadUnsafe(ref cellOutputGradientRow);
                            Vec128 dc = FlushTiny(carriedC + dCellOutput * outputGate * TanhGateSlope(cellValue));
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dc * candidate * SigmoidGateSlope(inputGate), Vec128.Zero), ref gatesNowRow);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dc * V128.LoadUnsafe(ref cPreviousRow) * SigmoidGateSlope(forgetGate), Vec128.Zero), ref gatesNowRow, 4);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dc * inputGate * TanhGateSlope(candidate), Vec128.Zero), ref gatesNowRow, 8);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dCellOutput * cellValue * SigmoidGateSlope(outputGate), Vec128.Zero), ref gatesNowRow, 12);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dc * forgetGate, carriedC), ref cGradientRow);
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_RecurrentTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
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

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    for (int first = 0; first < 5; first += 64)
                    {
                        int count = Math.Min(64, 5 - first);
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.ProjectedLstm_Recurrent);
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_CellOutput + row * 80 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_ProjectionGradient + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.ProjectedLstm_ProjectionKernel);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.ProjectedLstm_GatesKernel);
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
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.ProjectedLstm_GatesBias);
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
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.ProjectedLstm_Gates);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.ProjectedLstm_GatesKernelTransposed);
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

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1e-18f)), Vec.Zero, x);

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
