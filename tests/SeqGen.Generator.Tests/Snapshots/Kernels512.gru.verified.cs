// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using System = global::System;
    using Math = global::System.Math;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nint = global::System.IntPtr;
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
            /// <summary>GRU(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                    ref float candidateNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float heldUpdate = ref Unsafe.Add(ref work, OneBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, OneBuffers.Gru_ResetHidden);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow == 0f)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                    }
                    else
                    {
                        // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
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
                                Vec128 update = FastSigmoid(gate0);
                                Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                                Vec128 ofResetHidden = V128.Create(0.5f) / resetBottom;
                                V128.StoreUnsafe(update, ref heldUpdate);
                                V128.StoreUnsafe(reset * V128.LoadUnsafe(ref hPrevious) * ofResetHidden, ref resetHidden);
                            }
                        }
                        // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                            Vec c0a0 = V.LoadUnsafe(ref candidateNow);
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
                                Vec update = V.LoadUnsafe(ref heldUpdate);
                                Vec candidate = TanhFraction(c0a0, out Vec candidateBottom);
                                Vec ofState = V.Create(1f) / candidateBottom;
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPrevious) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), ref hNext);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
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
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TileBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TileBuffers.Gru_ResetHidden);
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
                        // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentGatesSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        Vec c3a0 = Vec.Zero;
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
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float gatesNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 5 + at) * 16);
                                ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                                ref float resetHiddenRow = ref Unsafe.Add(ref resetHidden, r * 16);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec128 sum0 = V128.LoadUnsafe(ref sumsRow) + V128.LoadUnsafe(ref gatesNowRow);
                                    Vec128 sum1 = V128.LoadUnsafe(ref sumsRow, 4) + V128.LoadUnsafe(ref gatesNowRow, 4);
                                    Vec128 update = FastSigmoid(sum0);
                                    Vec128 reset = SigmoidFraction(sum1, out Vec128 resetBottom);
                                    Vec128 ofResetHidden = V128.Create(0.5f) / resetBottom;
                                    V128.StoreUnsafe(update, ref heldUpdateRow);
                                    V128.StoreUnsafe(reset * V128.LoadUnsafe(ref hPreviousRow) * ofResetHidden, ref resetHiddenRow);
                                }
                            }
                        }
                        // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentCandidateSums);
                            {
                                Sums(ref packed, ref resetHidden, ref sums);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float resetHidden, ref float sums)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        Vec c2a0 = Vec.Zero;
                                        Vec c3a0 = Vec.Zero;
                                        nuint w = 0;
                                        for (nuint k = 0; k < 4; k++, w += 16)
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
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 32);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                                ref float candidateNowRow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateTable + (nint)Unsafe.Add(ref inputs.Tokens, (nint)r * 5 + at) * 16);
                                ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                    Vec update = V.LoadUnsafe(ref heldUpdateRow);
                                    Vec sum0 = V.LoadUnsafe(ref sumsRow) + V.LoadUnsafe(ref candidateNowRow);
                                    Vec candidate = TanhFraction(sum0, out Vec candidateBottom);
                                    Vec ofState = V.Create(1f) / candidateBottom;
                                    V.StoreUnsafe(V.ConditionalSelect(real, V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPreviousRow) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                    ref float candidateNow = ref Unsafe.Add(ref packed, InferenceWeights.Gru_CandidateTable + (nint)Unsafe.Add(ref inputs.Tokens, at) * 16);
                    ref float heldUpdate = ref Unsafe.Add(ref work, StreamBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, StreamBuffers.Gru_ResetHidden);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentGates);
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
                            Vec128 update = FastSigmoid(gate0);
                            Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                            Vec128 ofResetHidden = V128.Create(0.5f) / resetBottom;
                            V128.StoreUnsafe(update, ref heldUpdate);
                            V128.StoreUnsafe(reset * V128.LoadUnsafe(ref hPrevious) * ofResetHidden, ref resetHidden);
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentCandidate);
                        Vec c0a0 = V.LoadUnsafe(ref candidateNow);
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
                            Vec update = V.LoadUnsafe(ref heldUpdate);
                            Vec candidate = TanhFraction(c0a0, out Vec candidateBottom);
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

            /// <summary>GRU(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // A token's product with the kernel is a row of the table.
                    for (int step = 0; step < 5; step++)
                    {
                        ref float table = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesTable + (nint)Unsafe.Add(ref inputs.Tokens, row * 5 + step) * 16);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + step * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref table), ref projected);
                        }
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    // A token's product with the kernel is a row of the table.
                    for (int step = 0; step < 5; step++)
                    {
                        ref float table = ref Unsafe.Add(ref packed, TrainingWeights.Gru_CandidateTable + (nint)Unsafe.Add(ref inputs.Tokens, row * 5 + step) * 16);
                        ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + step * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref table), ref projected);
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
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TrainBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + t * 16);
                    ref float resetHiddenGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHiddenGradient);
                    // z = s(x_z + h.U_z), r = s(x_r + h.U_r)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGatesSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentGates);
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
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float resetHiddenRow = ref Unsafe.Add(ref resetHidden, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec128 update = FastSigmoid(V128.LoadUnsafe(ref sumsRow));
                                Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 4), out Vec128 resetBottom);
                                Vec128 ofResetHidden = V128.Create(0.5f) / resetBottom;
                                V128.StoreUnsafe(update, ref gatesNowRow);
                                V128.StoreUnsafe(reset * ofResetHidden, ref gatesNowRow, 4);
                                V128.StoreUnsafe(update, ref heldUpdateRow);
                                V128.StoreUnsafe(reset * V128.LoadUnsafe(ref hPreviousRow) * ofResetHidden, ref resetHiddenRow);
                            }
                        }
                    }
                    // hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentCandidateSums);
                        {
                            Sums(ref packed, ref resetHidden, ref sums, ref candidateNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float resetHidden, ref float sums, ref float candidateNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentCandidate);
                                    Vec c0a0 = V.LoadUnsafe(ref candidateNow);
                                    Vec c1a0 = V.LoadUnsafe(ref candidateNow, 80);
                                    Vec c2a0 = V.LoadUnsafe(ref candidateNow, 160);
                                    Vec c3a0 = V.LoadUnsafe(ref candidateNow, 240);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k++, w += 16)
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
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                            ref float heldUpdateRow = ref Unsafe.Add(ref heldUpdate, r * 16);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                Vec update = V.LoadUnsafe(ref heldUpdateRow);
                                Vec candidate = TanhFraction(V.LoadUnsafe(ref sumsRow), out Vec candidateBottom);
                                Vec ofState = V.Create(1f) / candidateBottom;
                                V.StoreUnsafe(candidate * ofState, ref candidateNowRow);
                                V.StoreUnsafe(V.ConditionalSelect(real, V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, V.LoadUnsafe(ref hPreviousRow) * candidateBottom, (V.Create(1f) - update) * candidate), ofState, V.Create(1E-15f)), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
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
                    ref float maskNow = ref Unsafe.Add(ref inputs.Mask, at);
                    ref float heldUpdate = ref Unsafe.Add(ref work, TrainBuffers.Gru_HeldUpdate);
                    ref float resetHidden = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + t * 16);
                    ref float resetHiddenGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHiddenGradient);
                    // The way back of hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float candidateNowRow = ref Unsafe.Add(ref candidateNow, r * 80);
                        {
                            Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                            Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow));
                            Vec128 update = V128.LoadUnsafe(ref gatesNowRow);
                            Vec128 candidate = V128.LoadUnsafe(ref candidateNowRow);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dh * (V128.Create(1f) - update) * TanhGateSlope(candidate), Vec128.Zero), ref candidateNowRow);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dh * (V128.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update), Vec128.Zero), ref gatesNowRow);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dh * update, dh), ref hGradientRow);
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
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref candidateNow, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref candidateNow, k + 80));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref candidateNow, k + 160));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref candidateNow, k + 240));
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
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        ref float resetHiddenGradientRow = ref Unsafe.Add(ref resetHiddenGradient, r * 16);
                        {
                            Vec128 real = V128.GreaterThan(V128.Create(maskNowRow), Vec128.Zero);
                            Vec128 reset = V128.LoadUnsafe(ref gatesNowRow, 4);
                            Vec128 dResetHidden = V128.LoadUnsafe(ref resetHiddenGradientRow);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, dResetHidden * V128.LoadUnsafe(ref hPreviousRow) * SigmoidGateSlope(reset), Vec128.Zero), ref gatesNowRow, 4);
                            V128.StoreUnsafe(V128.ConditionalSelect(real, V128.FusedMultiplyAdd(dResetHidden, reset, V128.LoadUnsafe(ref hGradientRow)), V128.LoadUnsafe(ref hGradientRow)), ref hGradientRow);
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
                        for (nuint j = 0; j < 8; j += 4)
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentGates);
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_ResetHidden + row * 80 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentCandidate);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 80 + first * 16);
                            for (int step = 0; step < count; step++)
                            {
                                ref float tokenGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesKernel + (nint)Unsafe.Add(ref inputs.Tokens, row * 5 + first + step) * 16);
                                ref float stepGradient = ref Unsafe.Add(ref gates, step * 16);
                                {
                                    V.StoreUnsafe(V.LoadUnsafe(ref tokenGradient) + V.LoadUnsafe(ref stepGradient), ref tokenGradient);
                                }
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
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Candidate + row * 80 + first * 16);
                            for (int step = 0; step < count; step++)
                            {
                                ref float tokenGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateKernel + (nint)Unsafe.Add(ref inputs.Tokens, row * 5 + first + step) * 16);
                                ref float stepGradient = ref Unsafe.Add(ref gates, step * 16);
                                {
                                    V.StoreUnsafe(V.LoadUnsafe(ref tokenGradient) + V.LoadUnsafe(ref stepGradient), ref tokenGradient);
                                }
                            }
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_CandidateBias);
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
            }

            /// <summary>1 / (1 + e^-x) as (1 + tanh(x / 2)) / 2: for gates. Absolute error below 1.7e-7, exactly 0 and 1 far out; the lower tail has no relative accuracy.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 FastSigmoid(Vec128 x) =>
                V128.FusedMultiplyAdd(FastTanh(V128.FusedMultiplyAdd(x, V128.Create(0.5f), V128.Create(1e-18f))), V128.Create(0.5f), V128.Create(0.5f));

            /// <summary>tanh x with a short chain, for gates whose value is wanted. Absolute error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 FastTanh(Vec128 x) => TanhFraction(x, out Vec128 bottom) / bottom;

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 FlushTiny(Vec128 x) => V128.ConditionalSelect(V128.LessThan(V128.Abs(x), V128.Create(1e-18f)), Vec128.Zero, x);

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
            private static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, V.Create(8.5f), 0b0010);

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 Limit(Vec128 x) => V128.MinNative(V128.Create(8.5f), V128.MaxNative(V128.Create(-8.5f), x));

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(V.Create(72.25f), V.FusedMultiplyAdd(x, x, V.Create(1e-18f)));

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
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;

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
