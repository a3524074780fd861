// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using System = global::System;
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
            Layers.Gru_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Gru_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Gru_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Gru_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Gru_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>GRU(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel: one step, [3] . [3 x 10]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.Gru_Gates + row * 16);
                        {
                            Sums(ref packed, ref x, ref projected);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                    Vec c0a0 = Vec.Zero;
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
                        // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                        ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesGamma);
                        ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBeta);
                        ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                        {
                            const int step = 0;
                            ref float values = ref Unsafe.Add(ref work, OneBuffers.Gru_Gates + row * 16 + step * 16);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref values);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 10);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref values);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 10;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                            {
                                Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                            }
                        }
                    }
                    {
                        const int row = 0;
                        // candidate[t] = x[t] . kernel: one step, [3] . [3 x 5]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.Gru_Candidate + row * 16);
                        {
                            Sums(ref packed, ref x, ref projected);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateKernel);
                                    Vec c0a0 = Vec.Zero;
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
                        // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                        ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateGamma);
                        ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBeta);
                        ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBias);
                        {
                            const int step = 0;
                            ref float values = ref Unsafe.Add(ref work, OneBuffers.Gru_Candidate + row * 16 + step * 16);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref values);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 11).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref values);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 5;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                            {
                                Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.Gru_Gates);
                    ref float candidateNow = ref Unsafe.Add(ref work, OneBuffers.Gru_Candidate);
                    ref float recurrentGatesSums = ref Unsafe.Add(ref work, OneBuffers.Gru_RecurrentGatesSums);
                    ref float recurrentGatesSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesGamma);
                    ref float recurrentGatesSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesBeta);
                    ref float recurrentCandidateSums = ref Unsafe.Add(ref work, OneBuffers.Gru_RecurrentCandidateSums);
                    ref float recurrentCandidateSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateGamma);
                    ref float recurrentCandidateSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateBeta);
                    ref float heldUpdate = ref Unsafe.Add(ref work, OneBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, OneBuffers.Gru_ResetHidden);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentGatesSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentGatesSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
                                Vec c0a0 = Vec.Zero;
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
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentGatesSums);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref recurrentGatesSums);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 10);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref recurrentGatesSums) - mean, ref recurrentGatesSums);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSums, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSums, 13), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref recurrentGatesSums);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 10;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref recurrentGatesSums) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentGatesSumsGamma) + V.LoadUnsafe(ref recurrentGatesSumsBeta), ref recurrentGatesSums);
                        }
                    }
                    {
                        {
                            Vec256 sum0 = V256.LoadUnsafe(ref recurrentGatesSums) + V256.LoadUnsafe(ref gatesNow);
                            Vec256 sum1 = V256.LoadUnsafe(ref recurrentGatesSums, 8) + V256.LoadUnsafe(ref gatesNow, 8);
                            Vec256 update = FastSigmoid(sum0);
                            Vec256 reset = SigmoidFraction(sum1, out Vec256 resetBottom);
                            Vec256 ofResetHidden = V256.Create(0.5f) / resetBottom;
                            V256.StoreUnsafe(update, ref heldUpdate);
                            V256.StoreUnsafe(reset * V256.LoadUnsafe(ref hPrevious) * ofResetHidden, ref resetHidden);
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        Sums(ref packed, ref resetHidden, ref recurrentCandidateSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float resetHidden, ref float recurrentCandidateSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                                Vec c0a0 = Vec.Zero;
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(resetHidden);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 3));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentCandidateSums);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref recurrentCandidateSums);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref recurrentCandidateSums) - mean, ref recurrentCandidateSums);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentCandidateSums, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref recurrentCandidateSums);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref recurrentCandidateSums) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentCandidateSumsGamma) + V.LoadUnsafe(ref recurrentCandidateSumsBeta), ref recurrentCandidateSums);
                        }
                    }
                    {
                        {
                            Vec update = V.LoadUnsafe(ref heldUpdate);
                            Vec sum0 = V.LoadUnsafe(ref recurrentCandidateSums) + V.LoadUnsafe(ref candidateNow);
                            Vec candidate = TanhFraction(sum0, out Vec candidateBottom);
                            Vec ofState = V.Create(1f) / candidateBottom;
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPrevious) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), ref hNext);
                        }
                    }
                }
            }

            /// <summary>GRU(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel: 5 steps, [3] . [3 x 10]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Gru_Gates + row * 80);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Gru_Gates + row * 80 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref values);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 10);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref values);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 10;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    // candidate[t] = x[t] . kernel: 5 steps, [3] . [3 x 5]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Gru_Candidate + row * 80);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateKernel);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Gru_Candidate + row * 80 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref values);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref values);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.Gru_Gates + at * 16);
                    ref float candidateNow = ref Unsafe.Add(ref work, TileBuffers.Gru_Candidate + at * 16);
                    ref float recurrentGatesSums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentGatesSums);
                    ref float recurrentGatesSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesGamma);
                    ref float recurrentGatesSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesBeta);
                    ref float recurrentCandidateSums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentCandidateSums);
                    ref float recurrentCandidateSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateGamma);
                    ref float recurrentCandidateSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateBeta);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TileBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TileBuffers.Gru_ResetHidden);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentGatesSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentGatesSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
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
                                    V.StoreUnsafe(c0a0, ref recurrentGatesSums);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref recurrentGatesSums, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref recurrentGatesSums, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref recurrentGatesSums, 48);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float recurrentGatesSumsRow = ref Unsafe.Add(ref recurrentGatesSums, r * 16);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref recurrentGatesSumsRow);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 10);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentGatesSumsRow) - mean, ref recurrentGatesSumsRow);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSumsRow, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSumsRow, 13), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentGatesSumsRow);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 10;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentGatesSumsRow) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentGatesSumsGamma) + V.LoadUnsafe(ref recurrentGatesSumsBeta), ref recurrentGatesSumsRow);
                            }
                        }
                    }
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float resetHiddenRow = ref Unsafe.Add(ref resetHidden, r * 16);
                            ref float recurrentGatesSumsRow = ref Unsafe.Add(ref recurrentGatesSums, r * 16);
                            {
                                Vec256 sum0 = V256.LoadUnsafe(ref recurrentGatesSumsRow) + V256.LoadUnsafe(ref gatesNowRow);
                                Vec256 sum1 = V256.LoadUnsafe(ref recurrentGatesSumsRow, 8) + V256.LoadUnsafe(ref gatesNowRow, 8);
                                Vec256 update = FastSigmoid(sum0);
                                Vec256 reset = SigmoidFraction(sum1, out Vec256 resetBottom);
                                Vec256 ofResetHidden = V256.Create(0.5f) / resetBottom;
                                V256.StoreUnsafe(update, ref heldUpdateRow);
                                V256.StoreUnsafe(reset * V256.LoadUnsafe(ref hPreviousRow) * ofResetHidden, ref resetHiddenRow);
                            }
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        Sums(ref packed, ref resetHidden, ref recurrentCandidateSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float resetHidden, ref float recurrentCandidateSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref resetHidden, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref resetHidden, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref resetHidden, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref resetHidden, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentCandidateSums);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref recurrentCandidateSums, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref recurrentCandidateSums, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref recurrentCandidateSums, 48);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float recurrentCandidateSumsRow = ref Unsafe.Add(ref recurrentCandidateSums, r * 16);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref recurrentCandidateSumsRow);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentCandidateSumsRow) - mean, ref recurrentCandidateSumsRow);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentCandidateSumsRow, 5), 11).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentCandidateSumsRow);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 5;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentCandidateSumsRow) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentCandidateSumsGamma) + V.LoadUnsafe(ref recurrentCandidateSumsBeta), ref recurrentCandidateSumsRow);
                            }
                        }
                    }
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                            ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float recurrentCandidateSumsRow = ref Unsafe.Add(ref recurrentCandidateSums, r * 16);
                            {
                                Vec update = V.LoadUnsafe(ref heldUpdateRow);
                                Vec sum0 = V.LoadUnsafe(ref recurrentCandidateSumsRow) + V.LoadUnsafe(ref candidateNowRow);
                                Vec candidate = TanhFraction(sum0, out Vec candidateBottom);
                                Vec ofState = V.Create(1f) / candidateBottom;
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPreviousRow) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(5), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // gates[t] = x[t] . kernel: one step, [3] . [3 x 10]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.Gru_Gates + row * 16);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                Vec c0a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                    {
                        const int step = 0;
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Gru_Gates + row * 16 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref values);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 10);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 13), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref values);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 10;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }
                {
                    const int row = 0;
                    // candidate[t] = x[t] . kernel: one step, [3] . [3 x 5]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.Gru_Candidate + row * 16);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateKernel);
                                Vec c0a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateBias);
                    {
                        const int step = 0;
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Gru_Candidate + row * 16 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref values);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values) - mean, ref values);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref values);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref values) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, StreamBuffers.Gru_Gates + at * 16);
                    ref float candidateNow = ref Unsafe.Add(ref work, StreamBuffers.Gru_Candidate + at * 16);
                    ref float recurrentGatesSums = ref Unsafe.Add(ref work, StreamBuffers.Gru_RecurrentGatesSums);
                    ref float recurrentGatesSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesGamma);
                    ref float recurrentGatesSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGatesBeta);
                    ref float recurrentCandidateSums = ref Unsafe.Add(ref work, StreamBuffers.Gru_RecurrentCandidateSums);
                    ref float recurrentCandidateSumsGamma = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateGamma);
                    ref float recurrentCandidateSumsBeta = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidateBeta);
                    ref float heldUpdate = ref Unsafe.Add(ref work, StreamBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, StreamBuffers.Gru_ResetHidden);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentGatesSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentGatesSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
                                Vec c0a0 = Vec.Zero;
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
                                    Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentGatesSums);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref recurrentGatesSums);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 10);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref recurrentGatesSums) - mean, ref recurrentGatesSums);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSums, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSums, 13), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref recurrentGatesSums);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 10;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref recurrentGatesSums) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentGatesSumsGamma) + V.LoadUnsafe(ref recurrentGatesSumsBeta), ref recurrentGatesSums);
                        }
                    }
                    {
                        {
                            Vec256 sum0 = V256.LoadUnsafe(ref recurrentGatesSums) + V256.LoadUnsafe(ref gatesNow);
                            Vec256 sum1 = V256.LoadUnsafe(ref recurrentGatesSums, 8) + V256.LoadUnsafe(ref gatesNow, 8);
                            Vec256 update = FastSigmoid(sum0);
                            Vec256 reset = SigmoidFraction(sum1, out Vec256 resetBottom);
                            Vec256 ofResetHidden = V256.Create(0.5f) / resetBottom;
                            V256.StoreUnsafe(update, ref heldUpdate);
                            V256.StoreUnsafe(reset * V256.LoadUnsafe(ref hPrevious) * ofResetHidden, ref resetHidden);
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        Sums(ref packed, ref resetHidden, ref recurrentCandidateSums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float resetHidden, ref float recurrentCandidateSums)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                                Vec c0a0 = Vec.Zero;
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(resetHidden);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 3));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref resetHidden, 4));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentCandidateSums);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref recurrentCandidateSums);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref recurrentCandidateSums) - mean, ref recurrentCandidateSums);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentCandidateSums, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref recurrentCandidateSums);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        {
                            Vec value = (V.LoadUnsafe(ref recurrentCandidateSums) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentCandidateSumsGamma) + V.LoadUnsafe(ref recurrentCandidateSumsBeta), ref recurrentCandidateSums);
                        }
                    }
                    {
                        {
                            Vec update = V.LoadUnsafe(ref heldUpdate);
                            Vec sum0 = V.LoadUnsafe(ref recurrentCandidateSums) + V.LoadUnsafe(ref candidateNow);
                            Vec candidate = TanhFraction(sum0, out Vec candidateBottom);
                            Vec ofState = V.Create(1f) / candidateBottom;
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPrevious) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), ref hNext);
                        }
                    }
                }
                // The next step starts from this one's h.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>GRU(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel: 5 steps, [3] . [3 x 10]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_GatesNormal + row * 80);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesKernel);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + step * 16);
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Gru_GatesNormal + row * 80 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref normal);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 10);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref normal) - mean, ref normal);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 5), 3).Fill(0f);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 13), 3).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref normal);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 10;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                        Unsafe.Add(ref work, TrainBuffers.Gru_GatesScales + row * 5 + step) = scale;
                        {
                            Vec value = (V.LoadUnsafe(ref normal) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value, ref normal);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    // candidate[t] = x[t] . kernel: 5 steps, [3] . [3 x 5]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_CandidateNormal + row * 80);
                    {
                        Sums(ref packed, ref x, ref projected);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateKernel);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
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
                    // x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateBias);
                    for (int step = 0; step < 5; step++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + step * 16);
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Gru_CandidateNormal + row * 80 + step * 16);
                        Vec total = Vec.Zero;
                        {
                            total += V.LoadUnsafe(ref normal);
                        }
                        Vec mean = V.Create(Reduction.Sum(total) / 5);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref normal) - mean, ref normal);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 5), 11).Fill(0f);
                        Vec rest = V.Create(1E-30f);
                        Vec squares = V.Create(1E-30f);
                        {
                            Vec distance = V.LoadUnsafe(ref normal);
                            rest += distance;
                            squares = V.FusedMultiplyAdd(distance, distance, squares);
                        }
                        float error = Reduction.Sum(rest) / 5;
                        error = MathF.Abs(error) < 1E-18f ? 0f : error;
                        float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                        Unsafe.Add(ref work, TrainBuffers.Gru_CandidateScales + row * 5 + step) = scale;
                        {
                            Vec value = (V.LoadUnsafe(ref normal) - V.Create(error)) * V.Create(scale);
                            V.StoreUnsafe(value, ref normal);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref kernelGamma) + V.LoadUnsafe(ref kernelBeta) + V.LoadUnsafe(ref kernelBias), ref values);
                        }
                    }
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 16);
                    ref float candidateNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + at * 16);
                    ref float recurrentGatesSums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSums);
                    ref float recurrentGatesSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesNormal + at * 16);
                    ref float recurrentGatesSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesScales + at);
                    ref float recurrentGatesSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGatesGamma);
                    ref float recurrentGatesSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGatesBeta);
                    ref float recurrentGatesSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSumsGradient + at * 16);
                    ref float recurrentCandidateSums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSums);
                    ref float recurrentCandidateSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateNormal + at * 16);
                    ref float recurrentCandidateSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateScales + at);
                    ref float recurrentCandidateSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidateGamma);
                    ref float recurrentCandidateSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidateBeta);
                    ref float recurrentCandidateSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSumsGradient + at * 16);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TrainBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + t * 16);
                    ref float resetHiddenGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHiddenGradient);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        Sums(ref packed, ref hPrevious, ref recurrentGatesSumsNormal);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float recurrentGatesSumsNormal)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGates);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
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
                                    V.StoreUnsafe(c0a0, ref recurrentGatesSumsNormal);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref recurrentGatesSumsNormal, 80);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref recurrentGatesSumsNormal, 160);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref recurrentGatesSumsNormal, 240);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float recurrentGatesSumsRow = ref Unsafe.Add(ref recurrentGatesSums, r * 16);
                            ref float recurrentGatesSumsNormalRow = ref Unsafe.Add(ref recurrentGatesSumsNormal, r * 80);
                            ref float recurrentGatesSumsScaleRow = ref Unsafe.Add(ref recurrentGatesSumsScale, r * 5);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref recurrentGatesSumsNormalRow);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 10);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentGatesSumsNormalRow) - mean, ref recurrentGatesSumsNormalRow);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSumsNormalRow, 5), 3).Fill(0f);
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentGatesSumsNormalRow, 13), 3).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentGatesSumsNormalRow);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 10;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 10 - error * error, 0f) + 0.001f);
                            recurrentGatesSumsScaleRow = scale;
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentGatesSumsNormalRow) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value, ref recurrentGatesSumsNormalRow);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentGatesSumsGamma) + V.LoadUnsafe(ref recurrentGatesSumsBeta), ref recurrentGatesSumsRow);
                            }
                        }
                    }
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float resetHiddenRow = ref Unsafe.Add(ref resetHidden, r * 80);
                            ref float recurrentGatesSumsRow = ref Unsafe.Add(ref recurrentGatesSums, r * 16);
                            {
                                Vec256 sum0 = V256.LoadUnsafe(ref recurrentGatesSumsRow) + V256.LoadUnsafe(ref gatesNowRow);
                                Vec256 sum1 = V256.LoadUnsafe(ref recurrentGatesSumsRow, 8) + V256.LoadUnsafe(ref gatesNowRow, 8);
                                Vec256 update = FastSigmoid(sum0);
                                Vec256 reset = SigmoidFraction(sum1, out Vec256 resetBottom);
                                Vec256 ofResetHidden = V256.Create(0.5f) / resetBottom;
                                V256.StoreUnsafe(update, ref gatesNowRow);
                                V256.StoreUnsafe(reset * ofResetHidden, ref gatesNowRow, 8);
                                V256.StoreUnsafe(update, ref heldUpdateRow);
                                V256.StoreUnsafe(reset * V256.LoadUnsafe(ref hPreviousRow) * ofResetHidden, ref resetHiddenRow);
                            }
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        Sums(ref packed, ref resetHidden, ref recurrentCandidateSumsNormal);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float resetHidden, ref float recurrentCandidateSumsNormal)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidate);
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref resetHidden, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref resetHidden, k + 80));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref resetHidden, k + 160));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref resetHidden, k + 240));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref recurrentCandidateSumsNormal);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref recurrentCandidateSumsNormal, 80);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref recurrentCandidateSumsNormal, 160);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref recurrentCandidateSumsNormal, 240);
                                }
                            }
                        }
                    }
                    // h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float recurrentCandidateSumsRow = ref Unsafe.Add(ref recurrentCandidateSums, r * 16);
                            ref float recurrentCandidateSumsNormalRow = ref Unsafe.Add(ref recurrentCandidateSumsNormal, r * 80);
                            ref float recurrentCandidateSumsScaleRow = ref Unsafe.Add(ref recurrentCandidateSumsScale, r * 5);
                            Vec total = Vec.Zero;
                            {
                                total += V.LoadUnsafe(ref recurrentCandidateSumsNormalRow);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref recurrentCandidateSumsNormalRow) - mean, ref recurrentCandidateSumsNormalRow);
                            }
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref recurrentCandidateSumsNormalRow, 5), 11).Fill(0f);
                            Vec rest = V.Create(1E-30f);
                            Vec squares = V.Create(1E-30f);
                            {
                                Vec distance = V.LoadUnsafe(ref recurrentCandidateSumsNormalRow);
                                rest += distance;
                                squares = V.FusedMultiplyAdd(distance, distance, squares);
                            }
                            float error = Reduction.Sum(rest) / 5;
                            error = MathF.Abs(error) < 1E-18f ? 0f : error;
                            float scale = 1f / MathF.Sqrt(MathF.Max(Reduction.Sum(squares) / 5 - error * error, 0f) + 0.001f);
                            recurrentCandidateSumsScaleRow = scale;
                            {
                                Vec value = (V.LoadUnsafe(ref recurrentCandidateSumsNormalRow) - V.Create(error)) * V.Create(scale);
                                V.StoreUnsafe(value, ref recurrentCandidateSumsNormalRow);
                                V.StoreUnsafe(value * V.LoadUnsafe(ref recurrentCandidateSumsGamma) + V.LoadUnsafe(ref recurrentCandidateSumsBeta), ref recurrentCandidateSumsRow);
                            }
                        }
                    }
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float recurrentCandidateSumsRow = ref Unsafe.Add(ref recurrentCandidateSums, r * 16);
                            {
                                Vec update = V.LoadUnsafe(ref heldUpdateRow);
                                Vec sum0 = V.LoadUnsafe(ref recurrentCandidateSumsRow) + V.LoadUnsafe(ref candidateNowRow);
                                Vec candidate = TanhFraction(sum0, out Vec candidateBottom);
                                Vec ofState = V.Create(1f) / candidateBottom;
                                V.StoreUnsafe(candidate * ofState, ref candidateNowRow);
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPreviousRow) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                    ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.Gru_OutputGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                    }
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 16);
                    ref float candidateNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + at * 16);
                    ref float recurrentGatesSums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSums);
                    ref float recurrentGatesSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesNormal + at * 16);
                    ref float recurrentGatesSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesScales + at);
                    ref float recurrentGatesSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGatesGamma);
                    ref float recurrentGatesSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGatesBeta);
                    ref float recurrentGatesSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSumsGradient + at * 16);
                    ref float recurrentCandidateSums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSums);
                    ref float recurrentCandidateSumsNormal = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateNormal + at * 16);
                    ref float recurrentCandidateSumsScale = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateScales + at);
                    ref float recurrentCandidateSumsGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidateGamma);
                    ref float recurrentCandidateSumsBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidateBeta);
                    ref float recurrentCandidateSumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSumsGradient + at * 16);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TrainBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + t * 16);
                    ref float resetHiddenGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHiddenGradient);
                    // The way back of hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                        {
                            Vec256 dh = FlushTiny(V256.LoadUnsafe(ref hGradientRow));
                            Vec256 update = V256.LoadUnsafe(ref gatesNowRow);
                            Vec256 candidate = V256.LoadUnsafe(ref candidateNowRow);
                            V256.StoreUnsafe(dh * (V256.Create(1f) - update) * TanhGateSlope(candidate), ref candidateNowRow);
                            V256.StoreUnsafe(dh * (V256.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update), ref gatesNowRow);
                            V256.StoreUnsafe(dh * update, ref hGradientRow);
                        }
                    }
                    // Through the normalisation of h.U: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation
                    {
                        ref float recurrentCandidateSumsGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentCandidateGamma);
                        ref float recurrentCandidateSumsBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentCandidateBeta);
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float recurrentCandidateSumsNormalRow = ref Unsafe.Add(ref recurrentCandidateSumsNormal, r * 80);
                                ref float recurrentCandidateSumsScaleRow = ref Unsafe.Add(ref recurrentCandidateSumsScale, r * 5);
                                ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                                ref float recurrentCandidateSumsGradientRow = ref Unsafe.Add(ref recurrentCandidateSumsGradient, r * 80);
                                {
                                    V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref candidateNowRow), V.LoadUnsafe(ref recurrentCandidateSumsNormalRow), V.LoadUnsafe(ref recurrentCandidateSumsGammaGradient)), ref recurrentCandidateSumsGammaGradient);
                                    V.StoreUnsafe(V.LoadUnsafe(ref recurrentCandidateSumsBetaGradient) + V.LoadUnsafe(ref candidateNowRow), ref recurrentCandidateSumsBetaGradient);
                                }
                                Vec total = Vec.Zero;
                                Vec products = Vec.Zero;
                                {
                                    Vec dn = V.LoadUnsafe(ref candidateNowRow) * V.LoadUnsafe(ref recurrentCandidateSumsGamma);
                                    total += dn;
                                    products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref recurrentCandidateSumsNormalRow), products);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 5);
                                Vec along = V.Create(Reduction.Sum(products) / 5);
                                Vec scale = V.Create(recurrentCandidateSumsScaleRow);
                                {
                                    V.StoreUnsafe((V.LoadUnsafe(ref candidateNowRow) * V.LoadUnsafe(ref recurrentCandidateSumsGamma) - mean - V.LoadUnsafe(ref recurrentCandidateSumsNormalRow) * along) * scale, ref recurrentCandidateSumsGradientRow);
                                }
                            }
                        }
                    }
                    // d(r h) = dhh.U_h^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidateTransposed);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 5; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref recurrentCandidateSumsGradient, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref recurrentCandidateSumsGradient, k + 80));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref recurrentCandidateSumsGradient, k + 160));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref recurrentCandidateSumsGradient, k + 240));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref resetHiddenGradient);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref resetHiddenGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref resetHiddenGradient, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref resetHiddenGradient, 48);
                        }
                    }
                    // The way back of z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float resetHiddenGradientRow = ref Unsafe.Add(ref resetHiddenGradient, r * 16);
                        {
                            Vec256 reset = V256.LoadUnsafe(ref gatesNowRow, 8);
                            Vec256 dResetHidden = V256.LoadUnsafe(ref resetHiddenGradientRow);
                            V256.StoreUnsafe(dResetHidden * V256.LoadUnsafe(ref hPreviousRow) * SigmoidGateSlope(reset), ref gatesNowRow, 8);
                            V256.StoreUnsafe(V256.FusedMultiplyAdd(dResetHidden, reset, V256.LoadUnsafe(ref hGradientRow)), ref hGradientRow);
                        }
                    }
                    // Through the normalisation of h.U: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation
                    {
                        ref float recurrentGatesSumsGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentGatesGamma);
                        ref float recurrentGatesSumsBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentGatesBeta);
                        {
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float recurrentGatesSumsNormalRow = ref Unsafe.Add(ref recurrentGatesSumsNormal, r * 80);
                                ref float recurrentGatesSumsScaleRow = ref Unsafe.Add(ref recurrentGatesSumsScale, r * 5);
                                ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                                ref float recurrentGatesSumsGradientRow = ref Unsafe.Add(ref recurrentGatesSumsGradient, r * 80);
                                {
                                    V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref gatesNowRow), V.LoadUnsafe(ref recurrentGatesSumsNormalRow), V.LoadUnsafe(ref recurrentGatesSumsGammaGradient)), ref recurrentGatesSumsGammaGradient);
                                    V.StoreUnsafe(V.LoadUnsafe(ref recurrentGatesSumsBetaGradient) + V.LoadUnsafe(ref gatesNowRow), ref recurrentGatesSumsBetaGradient);
                                }
                                Vec total = Vec.Zero;
                                Vec products = Vec.Zero;
                                {
                                    Vec dn = V.LoadUnsafe(ref gatesNowRow) * V.LoadUnsafe(ref recurrentGatesSumsGamma);
                                    total += dn;
                                    products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref recurrentGatesSumsNormalRow), products);
                                }
                                Vec mean = V.Create(Reduction.Sum(total) / 10);
                                Vec along = V.Create(Reduction.Sum(products) / 10);
                                Vec scale = V.Create(recurrentGatesSumsScaleRow);
                                {
                                    V.StoreUnsafe((V.LoadUnsafe(ref gatesNowRow) * V.LoadUnsafe(ref recurrentGatesSumsGamma) - mean - V.LoadUnsafe(ref recurrentGatesSumsNormalRow) * along) * scale, ref recurrentGatesSumsGradientRow);
                                }
                            }
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGatesTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 16; j += 8)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 160));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 240));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 81));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 161));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, k + 241));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, j + 4));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, j + 84));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, j + 164));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref recurrentGatesSumsGradient, j + 244));
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
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBias);
                    ref float kernelGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesGamma);
                    ref float kernelBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesBeta);
                    ref float kernelBiasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesBias);
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 5; t++)
                        {
                            ref float dy = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + t * 16);
                            ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Gru_GatesNormal + row * 80 + t * 16);
                            {
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref dy), V.LoadUnsafe(ref normal), V.LoadUnsafe(ref kernelGammaGradient)), ref kernelGammaGradient);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBetaGradient) + V.LoadUnsafe(ref dy), ref kernelBetaGradient);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBiasGradient) + V.LoadUnsafe(ref dy), ref kernelBiasGradient);
                            }
                            Vec total = Vec.Zero;
                            Vec products = Vec.Zero;
                            {
                                Vec dn = V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref kernelGamma);
                                total += dn;
                                products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref normal), products);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 10);
                            Vec along = V.Create(Reduction.Sum(products) / 10);
                            Vec scale = V.Create(Unsafe.Add(ref work, TrainBuffers.Gru_GatesScales + row * 5 + t));
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref kernelGamma) - mean - V.LoadUnsafe(ref normal) * along) * scale, ref dy);
                            }
                        }
                    }
                }

                // Through the normalisation of x.W: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation
                {
                    ref float kernelGamma = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateGamma);
                    ref float kernelBeta = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateBeta);
                    ref float kernelBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateBias);
                    ref float kernelGammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateGamma);
                    ref float kernelBetaGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateBeta);
                    ref float kernelBiasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateBias);
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 5; t++)
                        {
                            ref float dy = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + t * 16);
                            ref float normal = ref Unsafe.Add(ref work, TrainBuffers.Gru_CandidateNormal + row * 80 + t * 16);
                            {
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref dy), V.LoadUnsafe(ref normal), V.LoadUnsafe(ref kernelGammaGradient)), ref kernelGammaGradient);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBetaGradient) + V.LoadUnsafe(ref dy), ref kernelBetaGradient);
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelBiasGradient) + V.LoadUnsafe(ref dy), ref kernelBiasGradient);
                            }
                            Vec total = Vec.Zero;
                            Vec products = Vec.Zero;
                            {
                                Vec dn = V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref kernelGamma);
                                total += dn;
                                products = V.FusedMultiplyAdd(dn, V.LoadUnsafe(ref normal), products);
                            }
                            Vec mean = V.Create(Reduction.Sum(total) / 5);
                            Vec along = V.Create(Reduction.Sum(products) / 5);
                            Vec scale = V.Create(Unsafe.Add(ref work, TrainBuffers.Gru_CandidateScales + row * 5 + t));
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref kernelGamma) - mean - V.LoadUnsafe(ref normal) * along) * scale, ref dy);
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSumsGradient + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentGates);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
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
                                        Vec x4 = V.Create(Unsafe.Add(ref states, left + 4));
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
                        }
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + row * 80 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSumsGradient + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentCandidate);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
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
                                        Vec x4 = V.Create(Unsafe.Add(ref states, left + 4));
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
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesKernel);
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
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateKernel);
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
                        }
                    }
                }

                // Gradient of the input.
                if (tile.WantInputGradient)
                {
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
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
                                for (nuint j = 0; j < 16; j += 8)
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
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, j + 4));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, j + 20));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, j + 36));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, j + 52));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, j + 68));
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
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateKernelTransposed);
                            ref float a = ref gates;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = V.LoadUnsafe(ref targetRow);
                                Vec c1a0 = V.LoadUnsafe(ref targetRow, 16);
                                Vec c2a0 = V.LoadUnsafe(ref targetRow, 32);
                                Vec c3a0 = V.LoadUnsafe(ref targetRow, 48);
                                Vec c4a0 = V.LoadUnsafe(ref targetRow, 64);
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
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
                                a = ref Unsafe.Add(ref a, 80);
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
            private static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, V.Create(8.5f), 0b0010);

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec256 Limit(Vec256 x) => V256.MinNative(V256.Create(8.5f), V256.MaxNative(V256.Create(-8.5f), x));

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(V.Create(72.25f), V.FusedMultiplyAdd(x, x, V.Create(1e-18f)));

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
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;

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
