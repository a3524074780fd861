// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using Math = global::System.Math;
    using MathF = global::System.MathF;
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

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Lstm_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Lstm_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
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

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel: one step, [3] . [3 x 20]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.Lstm_Gates + row * 32);
                        {
                            Sums(ref packed, ref x, ref projected);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    nuint w = 0;
                                    {
                                        Vec x0 = V.Create(x);
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a1);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projected);
                                        V.StoreUnsafe(c0a1, ref projected, 16);
                                    }
                                }
                            }
                        }
                        // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                        ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesGamma);
                        ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBeta);
                        ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                        {
                            const int step = 0;
                            ref float values = ref Unsafe.Add(ref work, OneBuffers.Lstm_Gates + row * 32 + step * 32);
                            Vec total = Vec.Zero;
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                total += V.LoadUnsafe(ref values, i);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 20);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref values, i) - mean, ref values, i);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 21), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 29), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec distance = V.LoadUnsafe(ref values, i);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 20;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec value = (V.LoadUnsafe(ref values, i) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma, i) + V.LoadUnsafe(ref kernelBeta, i) + V.LoadUnsafe(ref kernelBias, i), ref values, i);
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.Lstm_Gates);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float recurrentSums = ref Unsafe.Add(ref work, OneBuffers.Lstm_RecurrentSums);
                    ref float recurrentSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentGamma);
                    ref float recurrentSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentBeta);
                    ref float cPrevious = ref Unsafe.Add(ref work, OneBuffers.Lstm_Cell);
                    ref float heldOutputGate = ref Unsafe.Add(ref work, OneBuffers.Lstm_HeldOutputGate);
                    ref float normalCell = ref Unsafe.Add(ref work, OneBuffers.Lstm_CellSums);
                    ref float normalCellGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellGamma);
                    ref float normalCellBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellBeta);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow == 0f)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                    }
                    else
                    {
                        // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                        {
                            Sums(ref packed, ref hPrevious, ref recurrentSums);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float recurrentSums)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    nuint w = 0;
                                    {
                                        Vec x0 = V.Create(hPrevious);
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a1);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref recurrentSums);
                                        V.StoreUnsafe(c0a1, ref recurrentSums, 16);
                                    }
                                }
                            }
                        }
                        // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                        {
                            Vec total = Vec.Zero;
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                total += V.LoadUnsafe(ref recurrentSums, i);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 20);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentSums, i) - mean, ref recurrentSums, i);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 13), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 21), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 29), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentSums, i);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 20;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentSums, i) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentSumsGamma, i) + V.LoadUnsafe(ref recurrentSumsBeta, i), ref recurrentSums, i);
                            }
                        }
                        {
                            {
                                Vec256 sum0 = V256.LoadUnsafe(ref recurrentSums) + V256.LoadUnsafe(ref gatesNow);
                                Vec256 sum1 = V256.LoadUnsafe(ref recurrentSums, 8) + V256.LoadUnsafe(ref gatesNow, 8);
                                Vec256 sum2 = V256.LoadUnsafe(ref recurrentSums, 16) + V256.LoadUnsafe(ref gatesNow, 16);
                                Vec256 sum3 = V256.LoadUnsafe(ref recurrentSums, 24) + V256.LoadUnsafe(ref gatesNow, 24);
                                Vec256 inputGate = SigmoidFraction(sum0, out Vec256 inputGateBottom);
                                Vec256 forgetGate = SigmoidFraction(sum1, out Vec256 forgetGateBottom);
                                Vec256 candidate = TanhFraction(sum2, out Vec256 candidateBottom);
                                Vec256 outputGate = FastSigmoid(sum3);
                                Vec256 ofCell = V256.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                V256.StoreUnsafe(outputGate, ref heldOutputGate);
                                V256.StoreUnsafe(V256.FusedMultiplyAdd(V256.FusedMultiplyAdd(forgetGate, V256.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V256.Create(1E-15f)), ref cPrevious);
                            }
                        }
                        // h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref cPrevious, 5).CopyTo(MemoryMarshal.CreateSpan(ref normalCell, 5));
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCell, 5), 11).Fill(0f);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref normalCell);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref normalCell) - mean, ref normalCell);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCell, 5), 11).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref normalCell);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 5;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                            {
                                Vec value = (V.LoadUnsafe(ref normalCell) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref normalCellGamma) + V.LoadUnsafe(ref normalCellBeta), ref normalCell);
                            }
                        }
                        {
                            Vec256 outputGate = V256.LoadUnsafe(ref heldOutputGate);
                            Vec256 cellValue = TanhFraction(V256.LoadUnsafe(ref normalCell), out Vec256 cellValueBottom);
                            Vec256 ofOutput = V256.Create(1f) / cellValueBottom;
                            V256.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNext);
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
                    // gates[t] = x[t] . kernel: 5 steps, [3] . [3 x 20]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + row * 160);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
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
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        c4a1 = V.FusedMultiplyAdd(x4, b01, c4a1);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 32);
                                    V.StoreUnsafe(c1a1, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 64);
                                    V.StoreUnsafe(c2a1, ref projected, 80);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 96);
                                    V.StoreUnsafe(c3a1, ref projected, 112);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref projected, 128);
                                    V.StoreUnsafe(c4a1, ref projected, 144);
                                }
                            }
                        }
                    }
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + row * 160 + step * 32);
                        Vec total = Vec.Zero;
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            total += V.LoadUnsafe(ref values, i);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 20);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, i) - mean, ref values, i);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 21), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 29), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec distance = V.LoadUnsafe(ref values, i);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 20;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec value = (V.LoadUnsafe(ref values, i) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma, i) + V.LoadUnsafe(ref kernelBeta, i) + V.LoadUnsafe(ref kernelBias, i), ref values, i);
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

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.Lstm_Gates + at * 32);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float recurrentSums = ref Unsafe.Add(ref work, TileBuffers.Lstm_RecurrentSums);
                    ref float recurrentSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentGamma);
                    ref float recurrentSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentBeta);
                    ref float cPrevious = ref Unsafe.Add(ref work, TileBuffers.Lstm_Cell);
                    ref float heldOutputGate = ref Unsafe.Add(ref work, TileBuffers.Lstm_HeldOutputGate);
                    ref float normalCell = ref Unsafe.Add(ref work, TileBuffers.Lstm_CellSums);
                    ref float normalCellGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellGamma);
                    ref float normalCellBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellBeta);
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
                        // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                        {
                            Sums(ref packed, ref hPrevious, ref recurrentSums);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float recurrentSums)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c1a1 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c2a1 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c3a1 = Vec.Zero;
                                    nuint w = 0;
                                    for (nuint k = 0; k < 5; k++, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 32));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 64));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref recurrentSums);
                                        V.StoreUnsafe(c0a1, ref recurrentSums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref recurrentSums, 32);
                                        V.StoreUnsafe(c1a1, ref recurrentSums, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref recurrentSums, 64);
                                        V.StoreUnsafe(c2a1, ref recurrentSums, 80);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref recurrentSums, 96);
                                        V.StoreUnsafe(c3a1, ref recurrentSums, 112);
                                    }
                                }
                            }
                        }
                        // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float recurrentSumsRow = ref Unsafe.Add(ref recurrentSums, r * 32);
                                Vec total = Vec.Zero;
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    total += V.LoadUnsafe(ref recurrentSumsRow, i);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 20);
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    V.StoreUnsafe(V.LoadUnsafe(ref recurrentSumsRow, i) - mean, ref recurrentSumsRow, i);
                                }
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsRow, 5), 3).Fill(0f);
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsRow, 13), 3).Fill(0f);
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsRow, 21), 3).Fill(0f);
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsRow, 29), 3).Fill(0f);
                                Vec rest = V.Create(1E-30f);
                                Vec squares = V.Create(1E-30f);
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    Vec distance = V.LoadUnsafe(ref recurrentSumsRow, i);
                                    rest += distance;
                                    squares = V.FusedMultiplyAdd(distance, distance, squares);
                                }
                                float error = Reduction.Sum(rest) / 20;
                                error = MathF.Abs(error) < 1E-18f ? 0f : error;
                                float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    Vec value = (V.LoadUnsafe(ref recurrentSumsRow, i) - V.Create(error)) * V.Create(scale);
                                    V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentSumsGamma, i) + V.LoadUnsafe(ref recurrentSumsBeta, i), ref recurrentSumsRow, i);
                                }
                            }
                        }
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                                ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                                ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                                ref float heldOutputGateRow = ref Unsafe.Add(ref heldOutputGate, r * 16);
                                ref float recurrentSumsRow = ref Unsafe.Add(ref recurrentSums, r * 32);
                                {
                                    Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                                    Vec256 sum0 = V256.LoadUnsafe(ref recurrentSumsRow) + V256.LoadUnsafe(ref gatesNowRow);
                                    Vec256 sum1 = V256.LoadUnsafe(ref recurrentSumsRow, 8) + V256.LoadUnsafe(ref gatesNowRow, 8);
                                    Vec256 sum2 = V256.LoadUnsafe(ref recurrentSumsRow, 16) + V256.LoadUnsafe(ref gatesNowRow, 16);
                                    Vec256 sum3 = V256.LoadUnsafe(ref recurrentSumsRow, 24) + V256.LoadUnsafe(ref gatesNowRow, 24);
                                    Vec256 inputGate = SigmoidFraction(sum0, out Vec256 inputGateBottom);
                                    Vec256 forgetGate = SigmoidFraction(sum1, out Vec256 forgetGateBottom);
                                    Vec256 candidate = TanhFraction(sum2, out Vec256 candidateBottom);
                                    Vec256 outputGate = FastSigmoid(sum3);
                                    Vec256 ofCell = V256.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                    V256.StoreUnsafe(outputGate, ref heldOutputGateRow);
                                    V256.StoreUnsafe(V256.ConditionalSelect(real, V256.FusedMultiplyAdd(V256.FusedMultiplyAdd(forgetGate, V256.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V256.Create(1E-15f)), V256.LoadUnsafe(ref cPreviousRow)), ref cPreviousRow);
                                }
                            }
                        }
                        // h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                                ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 16);
                                MemoryMarshal.CreateReadOnlySpan(ref cPreviousRow, 5).CopyTo(MemoryMarshal.CreateSpan(ref normalCellRow, 5));
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCellRow, 5), 11).Fill(0f);
                                Vec total = Vec.Zero;
                                {
                                    total += V.LoadUnsafe(ref normalCellRow);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 5);
                                {
                                    V.StoreUnsafe(V.LoadUnsafe(ref normalCellRow) - mean, ref normalCellRow);
                                }
                                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCellRow, 5), 11).Fill(0f);
                                Vec rest = V.Create(1E-30f);
                                Vec squares = V.Create(1E-30f);
                                {
                                    Vec distance = V.LoadUnsafe(ref normalCellRow);
                                    rest += distance;
                                    squares = V.FusedMultiplyAdd(distance, distance, squares);
                                }
                                float error = Reduction.Sum(rest) / 5;
                                error = MathF.Abs(error) < 1E-18f ? 0f : error;
                                float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                                {
                                    Vec value = (V.LoadUnsafe(ref normalCellRow) - V.Create(error)) * V.Create(scale);
                                    V.StoreUnsafe(value * V.LoadUnsafe(ref normalCellGamma) + V.LoadUnsafe(ref normalCellBeta), ref normalCellRow);
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float heldOutputGateRow = ref Unsafe.Add(ref heldOutputGate, r * 16);
                            ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                            {
                                Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                                Vec256 outputGate = V256.LoadUnsafe(ref heldOutputGateRow);
                                Vec256 cellValue = TanhFraction(V256.LoadUnsafe(ref normalCellRow), out Vec256 cellValueBottom);
                                Vec256 ofOutput = V256.Create(1f) / cellValueBottom;
                                V256.StoreUnsafe(V256.ConditionalSelect(real, outputGate * cellValue * ofOutput, V256.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>LSTM(5), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // gates[t] = x[t] . kernel: one step, [3] . [3 x 20]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Gates + row * 32);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesKernel);
                                Vec c0a0 = Vec.Zero;
                                Vec c0a1 = Vec.Zero;
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(x);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a1);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                }
                            }
                        }
                    }
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_GatesBias);
                    {
                        const int step = 0;
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Gates + row * 32 + step * 32);
                        Vec total = Vec.Zero;
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            total += V.LoadUnsafe(ref values, i);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 20);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, i) - mean, ref values, i);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 21), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 29), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec distance = V.LoadUnsafe(ref values, i);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 20;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec value = (V.LoadUnsafe(ref values, i) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma, i) + V.LoadUnsafe(ref kernelBeta, i) + V.LoadUnsafe(ref kernelBias, i), ref values, i);
                        }
                    }
                }

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Gates + at * 32);
                    ref float recurrentSums = ref Unsafe.Add(ref work, StreamBuffers.Lstm_RecurrentSums);
                    ref float recurrentSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentGamma);
                    ref float recurrentSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_RecurrentBeta);
                    ref float cPrevious = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Cell);
                    ref float heldOutputGate = ref Unsafe.Add(ref work, StreamBuffers.Lstm_HeldOutputGate);
                    ref float normalCell = ref Unsafe.Add(ref work, StreamBuffers.Lstm_CellSums);
                    ref float normalCellGamma = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellGamma);
                    ref float normalCellBeta = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_CellBeta);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Lstm_Recurrent);
                                Vec c0a0 = Vec.Zero;
                                Vec c0a1 = Vec.Zero;
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(hPrevious);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a1);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentSums);
                                    V.StoreUnsafe(c0a1, ref recurrentSums, 16);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        Vec total = Vec.Zero;
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            total += V.LoadUnsafe(ref recurrentSums, i);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 20);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref recurrentSums, i) - mean, ref recurrentSums, i);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 13), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 21), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSums, 29), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec distance = V.LoadUnsafe(ref recurrentSums, i);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 20;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec value = (V.LoadUnsafe(ref recurrentSums, i) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentSumsGamma, i) + V.LoadUnsafe(ref recurrentSumsBeta, i), ref recurrentSums, i);
                        }
                    }
                    {
                        {
                            Vec256 sum0 = V256.LoadUnsafe(ref recurrentSums) + V256.LoadUnsafe(ref gatesNow);
                            Vec256 sum1 = V256.LoadUnsafe(ref recurrentSums, 8) + V256.LoadUnsafe(ref gatesNow, 8);
                            Vec256 sum2 = V256.LoadUnsafe(ref recurrentSums, 16) + V256.LoadUnsafe(ref gatesNow, 16);
                            Vec256 sum3 = V256.LoadUnsafe(ref recurrentSums, 24) + V256.LoadUnsafe(ref gatesNow, 24);
                            Vec256 inputGate = SigmoidFraction(sum0, out Vec256 inputGateBottom);
                            Vec256 forgetGate = SigmoidFraction(sum1, out Vec256 forgetGateBottom);
                            Vec256 candidate = TanhFraction(sum2, out Vec256 candidateBottom);
                            Vec256 outputGate = FastSigmoid(sum3);
                            Vec256 ofCell = V256.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                            V256.StoreUnsafe(outputGate, ref heldOutputGate);
                            V256.StoreUnsafe(V256.FusedMultiplyAdd(V256.FusedMultiplyAdd(forgetGate, V256.LoadUnsafe(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V256.Create(1E-15f)), ref cPrevious);
                        }
                    }
                    // h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref cPrevious, 5).CopyTo(MemoryMarshal.CreateSpan(ref normalCell, 5));
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCell, 5), 11).Fill(0f);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref normalCell);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref normalCell) - mean, ref normalCell);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCell, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref normalCell);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref normalCell) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref normalCellGamma) + V.LoadUnsafe(ref normalCellBeta), ref normalCell);
                        }
                    }
                    {
                        Vec256 outputGate = V256.LoadUnsafe(ref heldOutputGate);
                        Vec256 cellValue = TanhFraction(V256.LoadUnsafe(ref normalCell), out Vec256 cellValueBottom);
                        Vec256 ofOutput = V256.Create(1f) / cellValueBottom;
                        V256.StoreUnsafe(outputGate * cellValue * ofOutput, ref hNext);
                    }
                }
                // The next step starts from this one's h.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Lstm_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>LSTM(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel: 5 steps, [3] . [3 x 20]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Lstm_GatesNormal + row * 160);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesKernel);
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
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        c4a1 = V.FusedMultiplyAdd(x4, b01, c4a1);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 32);
                                    V.StoreUnsafe(c1a1, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 64);
                                    V.StoreUnsafe(c2a1, ref projected, 80);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 96);
                                    V.StoreUnsafe(c3a1, ref projected, 112);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref projected, 128);
                                    V.StoreUnsafe(c4a1, ref projected, 144);
                                }
                            }
                        }
                    }
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 160 + step * 32);
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_GatesNormal + row * 160 + step * 32);
                        Vec total = Vec.Zero;
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            total += V.LoadUnsafe(ref normal, i);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 20);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref normal, i) - mean, ref normal, i);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 13), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 21), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 29), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec distance = V.LoadUnsafe(ref normal, i);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 20;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                        Unsafe.Add(ref work, TrainBuffers.Lstm_GatesScales + row * 5 + step) = scale;
                        for (nuint i = 0; i < 32; i += 16)
                        {
                            Vec value = (V.LoadUnsafe(ref normal, i) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value, ref normal, i);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma, i) + V.LoadUnsafe(ref kernelBeta, i) + V.LoadUnsafe(ref kernelBias, i), ref values, i);
                        }
                    }
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 32);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float recurrentSums = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSums);
                    ref float recurrentSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentNormal + at * 32);
                    ref float recurrentSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentScales + at);
                    ref float recurrentSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentGamma);
                    ref float recurrentSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentBeta);
                    ref float recurrentSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSumsGradient + at * 32);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    ref float normalCell = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellSums);
                    ref float normalCellNormal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellNormal + at * 16);
                    ref float normalCellScale = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellScales + at);
                    ref float normalCellGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_CellGamma);
                    ref float normalCellBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_CellBeta);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentSumsNormal);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentSumsNormal)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_Recurrent);
                                Vec c0a0 = Vec.Zero;
                                Vec c0a1 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c1a1 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c2a1 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c3a1 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                        Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                        Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 192));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                        Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 288));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentSumsNormal);
                                    V.StoreUnsafe(c0a1, ref recurrentSumsNormal, 16);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref recurrentSumsNormal, 160);
                                    V.StoreUnsafe(c1a1, ref recurrentSumsNormal, 176);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref recurrentSumsNormal, 320);
                                    V.StoreUnsafe(c2a1, ref recurrentSumsNormal, 336);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref recurrentSumsNormal, 480);
                                    V.StoreUnsafe(c3a1, ref recurrentSumsNormal, 496);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float recurrentSumsRow = ref Unsafe.Add(ref recurrentSums, r * 32);
                            ref float recurrentSumsNormalRow = ref Unsafe.Add(ref recurrentSumsNormal, r * 160);
                            ref float recurrentSumsScaleRow = ref Unsafe.Add(ref recurrentSumsScale, r * 5);
                            Vec total = Vec.Zero;
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                total += V.LoadUnsafe(ref recurrentSumsNormalRow, i);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 20);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentSumsNormalRow, i) - mean, ref recurrentSumsNormalRow, i);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsNormalRow, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsNormalRow, 13), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsNormalRow, 21), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentSumsNormalRow, 29), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentSumsNormalRow, i);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 20;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 20 - error * error, 0f) + 0.001f);
                            recurrentSumsScaleRow = scale;
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentSumsNormalRow, i) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value, ref recurrentSumsNormalRow, i);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentSumsGamma, i) + V.LoadUnsafe(ref recurrentSumsBeta, i), ref recurrentSumsRow, i);
                            }
                        }
                    }
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                            ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            ref float recurrentSumsRow = ref Unsafe.Add(ref recurrentSums, r * 32);
                            {
                                Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                                Vec256 sum0 = V256.LoadUnsafe(ref recurrentSumsRow) + V256.LoadUnsafe(ref gatesNowRow);
                                Vec256 sum1 = V256.LoadUnsafe(ref recurrentSumsRow, 8) + V256.LoadUnsafe(ref gatesNowRow, 8);
                                Vec256 sum2 = V256.LoadUnsafe(ref recurrentSumsRow, 16) + V256.LoadUnsafe(ref gatesNowRow, 16);
                                Vec256 sum3 = V256.LoadUnsafe(ref recurrentSumsRow, 24) + V256.LoadUnsafe(ref gatesNowRow, 24);
                                Vec256 inputGate = SigmoidFraction(sum0, out Vec256 inputGateBottom);
                                Vec256 forgetGate = SigmoidFraction(sum1, out Vec256 forgetGateBottom);
                                Vec256 candidate = TanhFraction(sum2, out Vec256 candidateBottom);
                                Vec256 outputGate = FastSigmoid(sum3);
                                Vec256 ofCell = V256.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                                V256.StoreUnsafe(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                                V256.StoreUnsafe(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 8);
                                V256.StoreUnsafe(candidate * (V256.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 16);
                                V256.StoreUnsafe(outputGate, ref gatesNowRow, 24);
                                V256.StoreUnsafe(V256.ConditionalSelect(real, V256.FusedMultiplyAdd(V256.FusedMultiplyAdd(forgetGate, V256.LoadUnsafe(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, V256.Create(1E-15f)), V256.LoadUnsafe(ref cPreviousRow)), ref cNextRow);
                            }
                        }
                    }
                    // h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                            ref float normalCellNormalRow = ref Unsafe.Add(ref normalCellNormal, r * 80);
                            ref float normalCellScaleRow = ref Unsafe.Add(ref normalCellScale, r * 5);
                            ref float cNextRow = ref Unsafe.Add(ref cNext, r * 96);
                            MemoryMarshal.CreateReadOnlySpan(ref cNextRow, 5).CopyTo(MemoryMarshal.CreateSpan(ref normalCellNormalRow, 5));
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCellNormalRow, 5), 11).Fill(0f);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref normalCellNormalRow);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref normalCellNormalRow) - mean, ref normalCellNormalRow);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normalCellNormalRow, 5), 11).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref normalCellNormalRow);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 5;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                            normalCellScaleRow = scale;
                            {
                                Vec value = (V.LoadUnsafe(ref normalCellNormalRow) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value, ref normalCellNormalRow);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref normalCellGamma) + V.LoadUnsafe(ref normalCellBeta), ref normalCellRow);
                            }
                        }
                    }
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                        ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                        ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                        {
                            Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                            Vec256 outputGate = V256.LoadUnsafe(ref gatesNowRow, 24);
                            Vec256 cellValue = TanhFraction(V256.LoadUnsafe(ref normalCellRow), out Vec256 cellValueBottom);
                            Vec256 ofOutput = V256.Create(1f) / cellValueBottom;
                            V256.StoreUnsafe(cellValue * ofOutput, ref keptCellValueRow);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, outputGate * cellValue * ofOutput, V256.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
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
                    for (nuint i = 0; i < 64; i += 16)
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
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + at * 32);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float recurrentSums = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSums);
                    ref float recurrentSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentNormal + at * 32);
                    ref float recurrentSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentScales + at);
                    ref float recurrentSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentGamma);
                    ref float recurrentSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentBeta);
                    ref float recurrentSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSumsGradient + at * 32);
                    ref float cPrevious = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    ref float normalCell = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellSums);
                    ref float normalCellNormal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellNormal + at * 16);
                    ref float normalCellScale = ref Unsafe.Add(ref work, TrainBuffers.Lstm_CellScales + at);
                    ref float normalCellGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_CellGamma);
                    ref float normalCellBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_CellBeta);
                    // The way back of h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                        ref float keptCellValueRow = ref Unsafe.Add(ref keptCellValue, r * 80);
                        ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                        {
                            Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                            Vec256 dh = FlushTiny(V256.LoadUnsafe(ref hGradientRow));
                            Vec256 outputGate = V256.LoadUnsafe(ref gatesNowRow, 24);
                            Vec256 cellValue = V256.LoadUnsafe(ref keptCellValueRow);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dh * cellValue * SigmoidGateSlope(outputGate), Vec256.Zero), ref gatesNowRow, 24);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dh * outputGate * TanhGateSlope(cellValue), Vec256.Zero), ref normalCellRow);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, Vec256.Zero, dh), ref hGradientRow);
                        }
                    }
                    {
                        ref float normalCellGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_CellGamma);
                        ref float normalCellBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_CellBeta);
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                                ref float normalCellNormalRow = ref Unsafe.Add(ref normalCellNormal, r * 80);
                                ref float normalCellScaleRow = ref Unsafe.Add(ref normalCellScale, r * 5);
                                {
                                    V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref normalCellRow), V.LoadUnsafe(ref normalCellNormalRow), V.LoadUnsafe(ref normalCellGammaGradient)), ref normalCellGammaGradient);
                                    V.StoreUnsafe(V.LoadUnsafe(ref normalCellBetaGradient) + V.LoadUnsafe(ref normalCellRow), ref normalCellBetaGradient);
                                }
                                Vec total = Vec.Zero;
                                Vec products = Vec.Zero;
                                {
                                    Vec dn = V.LoadUnsafe(ref normalCellRow) * V.LoadUnsafe(ref normalCellGamma);
                                    total += dn;
                                    products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref normalCellNormalRow), products);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 5);
                                Vec along = V.Create(Reduction.Sum(products) / 5);
                                Vec scale = V.Create(normalCellScaleRow);
                                {
                                    V.StoreUnsafe((V.LoadUnsafe(ref normalCellRow) * V.LoadUnsafe(ref normalCellGamma) - mean - V.LoadUnsafe(ref normalCellNormalRow) * along) * scale, ref normalCellRow);
                                }
                            }
                        }
                    }
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                        ref float cPreviousRow = ref Unsafe.Add(ref cPrevious, r * 96);
                        ref float cGradientRow = ref Unsafe.Add(ref cGradient, r * 16);
                        ref float normalCellRow = ref Unsafe.Add(ref normalCell, r * 16);
                        {
                            Vec256 real = V256.GreaterThan(V256.Create(maskNowRow), Vec256.Zero);
                            Vec256 carriedC = V256.LoadUnsafe(ref cGradientRow);
                            Vec256 inputGate = V256.LoadUnsafe(ref gatesNowRow);
                            Vec256 forgetGate = V256.LoadUnsafe(ref gatesNowRow, 8);
                            Vec256 candidate = V256.LoadUnsafe(ref gatesNowRow, 16);
                            Vec256 dc = FlushTiny(carriedC + V256.LoadUnsafe(ref normalCellRow));
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dc * candidate * SigmoidGateSlope(inputGate), Vec256.Zero), ref gatesNowRow);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dc * V256.LoadUnsafe(ref cPreviousRow) * SigmoidGateSlope(forgetGate), Vec256.Zero), ref gatesNowRow, 8);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dc * inputGate * TanhGateSlope(candidate), Vec256.Zero), ref gatesNowRow, 16);
                            V256.StoreUnsafe(V256.ConditionalSelect(real, dc * forgetGate, carriedC), ref cGradientRow);
                        }
                    }
                    // Through the normalisation of h.U: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation
                    {
                        ref float recurrentSumsGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_RecurrentGamma);
                        ref float recurrentSumsBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_RecurrentBeta);
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float recurrentSumsNormalRow = ref Unsafe.Add(ref recurrentSumsNormal, r * 160);
                                ref float recurrentSumsScaleRow = ref Unsafe.Add(ref recurrentSumsScale, r * 5);
                                ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 160);
                                ref float recurrentSumsGradientRow = ref Unsafe.Add(ref recurrentSumsGradient, r * 160);
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref gatesNowRow, i), V.LoadUnsafe(ref recurrentSumsNormalRow, i), V.LoadUnsafe(ref recurrentSumsGammaGradient, i)), ref recurrentSumsGammaGradient, i);
                                    V.StoreUnsafe(V.LoadUnsafe(ref recurrentSumsBetaGradient, i) + V.LoadUnsafe(ref gatesNowRow, i), ref recurrentSumsBetaGradient, i);
                                }
                                Vec total = Vec.Zero;
                                Vec products = Vec.Zero;
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    Vec dn = V.LoadUnsafe(ref gatesNowRow, i) * V.LoadUnsafe(ref recurrentSumsGamma, i);
                                    total += dn;
                                    products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref recurrentSumsNormalRow, i), products);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 20);
                                Vec along = V.Create(Reduction.Sum(products) / 20);
                                Vec scale = V.Create(recurrentSumsScaleRow);
                                for (nuint i = 0; i < 32; i += 16)
                                {
                                    V.StoreUnsafe((V.LoadUnsafe(ref gatesNowRow, i) * V.LoadUnsafe(ref recurrentSumsGamma, i) - mean - V.LoadUnsafe(ref recurrentSumsNormalRow, i) * along) * scale, ref recurrentSumsGradientRow, i);
                                }
                            }
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_RecurrentTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 32; j += 8)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 160));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 320));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 480));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 161));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 321));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentSumsGradient, k + 481));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref recurrentSumsGradient, j + 4));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref recurrentSumsGradient, j + 164));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref recurrentSumsGradient, j + 324));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref recurrentSumsGradient, j + 484));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                            w += 16;
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

                // Through the normalisation of x.W: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation
                {
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Lstm_GatesBias);
                    ref float kernelGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesGamma);
                    ref float kernelBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesBeta);
                    ref float kernelBiasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesBias);
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 5; t++)
                        {
                            ref float dy = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 160 + t * 32);
                            ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Lstm_GatesNormal + row * 160 + t * 32);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref dy, i), V.LoadUnsafe(ref normal, i), V.LoadUnsafe(ref kernelGammaGradient, i)), ref kernelGammaGradient, i);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBetaGradient, i) + V.LoadUnsafe(ref dy, i), ref kernelBetaGradient, i);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBiasGradient, i) + V.LoadUnsafe(ref dy, i), ref kernelBiasGradient, i);
                            }
                            Vec total = Vec.Zero;
                            Vec products = Vec.Zero;
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec dn = V.LoadUnsafe(ref dy, i) * V.LoadUnsafe(ref kernelGamma, i);
                                total += dn;
                                products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref normal, i), products);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 20);
                            Vec along = V.Create(Reduction.Sum(products) / 20);
                            Vec scale = V.Create(Unsafe.Add(ref work, TrainBuffers.Lstm_GatesScales + row * 5 + t));
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref dy, i) * V.LoadUnsafe(ref kernelGamma, i) - mean - V.LoadUnsafe(ref normal, i) * along) * scale, ref dy, i);
                            }
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_RecurrentSumsGradient + row * 160 + first * 32);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_Recurrent);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
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
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Lstm_Gates + row * 160 + first * 32);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Lstm_GatesKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
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
                                for (nuint j = 0; j < 32; j += 8)
                                {
                                    for (nuint k = j; k < j + 4; k += 2, w += 32)
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
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, j + 4));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, j + 36));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, j + 68));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, j + 100));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, j + 132));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                    w += 16;
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
            }

            /// <summary>1 / (1 + e^-x) as (1 + tanh(x / 2)) / 2: for gates. Absolute error below 1.7e-7, exactly 0 and 1 far out; the lower tail has no relative accuracy.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 FastSigmoid(Vec256 x) =>
                V256.FusedMultiplyAdd(FastTanh(V256.FusedMultiplyAdd(x, V256.Create(0.5f), V256.Create(1e-18f))), V256.Create(0.5f), V256.Create(0.5f));

            /// <summary>tanh x with a short chain, for gates whose value is wanted. Absolute error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 FastTanh(Vec256 x) => TanhFraction(x, out Vec256 bottom) / bottom;

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 FlushTiny(Vec256 x) => V256.ConditionalSelect(V256.LessThan(V256.Abs(x), V256.Create(1e-18f)), Vec256.Zero, x);

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 FractionOfTanh(Vec256 x, out Vec256 limited, out Vec256 bottom)
            {
                limited = Limit(x);
                Vec256 q = LimitedSquare(x, limited);
                Vec256 q2 = q * q;
                Vec256 d = V256.FusedMultiplyAdd(q, V256.Create(0.677428126f), V256.Create(1.46356928f));
                Vec256 e = V256.FusedMultiplyAdd(q, V256.Create(0.000341161998f), V256.Create(0.034994863f));
                bottom = V256.FusedMultiplyAdd(e, q2, d);
                Vec256 c = V256.FusedMultiplyAdd(q, V256.Create(3.05817663e-11f), V256.Create(-2.01834673e-08f));
                Vec256 b = V256.FusedMultiplyAdd(q, V256.Create(1.40492921e-05f), V256.Create(0.00432753889f));
                Vec256 a = V256.FusedMultiplyAdd(q, V256.Create(0.189572006f), V256.Create(1.46356928f));
                return V256.FusedMultiplyAdd(V256.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 Limit(Vec256 x) => V256.MinNative(V256.Create(8.5f), V256.MaxNative(V256.Create(-8.5f), x));

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 LimitedSquare(Vec256 x, Vec256 limited) => V256.FusedMultiplyAdd(limited, limited, V256.Create(1e-18f));

            /// <summary>Twice 1 / (1 + e^-x) = 1 + tanh(x / 2) as a fraction: the division halves it. The addend keeps half of a tiny x from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 SigmoidFraction(Vec256 x, out Vec256 bottom)
            {
                Vec256 p = FractionOfTanh(V256.FusedMultiplyAdd(x, V256.Create(0.5f), V256.Create(1e-18f)), out Vec256 limited, out bottom);
                return V256.FusedMultiplyAdd(p, limited, bottom);
            }

            /// <summary>The derivative of a sigmoid gate from its value, y (1 - y); zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 SigmoidGateSlope(Vec256 y)
            {
                Vec256 slope = y * (V256.Create(1f) - y);
                return V256.ConditionalSelect(V256.LessThan(slope, V256.Create(5e-7f)), Vec256.Zero, slope);
            }

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 TanhFraction(Vec256 x, out Vec256 bottom) => FractionOfTanh(x, out Vec256 limited, out bottom) * limited;

            /// <summary>The derivative of a tanh gate from its value, 1 - y^2; zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 TanhGateSlope(Vec256 y)
            {
                Vec256 slope = V256.FusedMultiplyAdd(-y, y, V256.Create(1f));
                return V256.ConditionalSelect(V256.LessThan(slope, V256.Create(1e-6f)), Vec256.Zero, slope);
            }
        }
    }
}
