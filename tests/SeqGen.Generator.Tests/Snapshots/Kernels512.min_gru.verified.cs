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
    using V128 = global::System.Runtime.Intrinsics.Vector128;
    using Vec128 = global::System.Runtime.Intrinsics.Vector128<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.MinGru_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.MinGru_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.MinGru_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.MinGru_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.MinGru_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>MinGRU(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MinGru_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 8]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.MinGru_Gates + row * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesKernel);
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
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.MinGru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.MinGru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.MinGru_Gates);
                    // z = s(x_z), g = a(x_h); h = (1 - z) h + z g
                    {
                        Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref gatesNow), out Vec128 updateBottom);
                        Vec128 candidate = FlushTiny(V128.LoadUnsafe(ref gatesNow, 4));
                        Vec128 ofState = V128.Create(0.5f) / updateBottom;
                        V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, candidate, (V128.Create(2f) * updateBottom - update) * V128.LoadUnsafe(ref hPrevious)), ofState, V128.Create(1E-15f)), ref hNext);
                    }
                }
            }

            /// <summary>MinGRU(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MinGru_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 8]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.MinGru_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesKernel);
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
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.MinGru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.MinGru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.MinGru_Gates + at * 16);
                    // z = s(x_z), g = a(x_h); h = (1 - z) h + z g
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        {
                            Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref gatesNowRow), out Vec128 updateBottom);
                            Vec128 candidate = FlushTiny(V128.LoadUnsafe(ref gatesNowRow, 4));
                            Vec128 ofState = V128.Create(0.5f) / updateBottom;
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, candidate, (V128.Create(2f) * updateBottom - update) * V128.LoadUnsafe(ref hPreviousRow)), ofState, V128.Create(1E-15f)), ref hNextRow);
                        }
                    }
                }
            }

            /// <summary>MinGRU(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MinGru_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 8]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Gates + row * 16);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.MinGru_GatesKernel);
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
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Gates + at * 16);
                    // z = s(x_z), g = a(x_h); h = (1 - z) h + z g
                    {
                        Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref gatesNow), out Vec128 updateBottom);
                        Vec128 candidate = FlushTiny(V128.LoadUnsafe(ref gatesNow, 4));
                        Vec128 ofState = V128.Create(0.5f) / updateBottom;
                        V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, candidate, (V128.Create(2f) * updateBottom - update) * V128.LoadUnsafe(ref hPrevious)), ofState, V128.Create(1E-15f)), ref hNext);
                    }
                }
                // The next step starts from the states of this one.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.MinGru_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>MinGRU(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MinGru_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 8]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 15);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Gates + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.MinGru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MinGru_GatesKernel);
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
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Gates + at * 16);
                    // z = s(x_z), g = a(x_h); h = (1 - z) h + z g
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        {
                            Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref gatesNowRow), out Vec128 updateBottom);
                            Vec128 candidate = FlushTiny(V128.LoadUnsafe(ref gatesNowRow, 4));
                            Vec128 ofState = V128.Create(0.5f) / updateBottom;
                            V128.StoreUnsafe(update * ofState, ref gatesNowRow);
                            V128.StoreUnsafe(candidate, ref gatesNowRow, 4);
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, candidate, (V128.Create(2f) * updateBottom - update) * V128.LoadUnsafe(ref hPreviousRow)), ofState, V128.Create(1E-15f)), ref hNextRow);
                        }
                    }
                }
            }

            /// <summary>MinGRU(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MinGru_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.MinGru_HiddenGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.MinGru_HiddenGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Hidden + t * 16);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.MinGru_OutputGradient + t * 16);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Gates + at * 16);
                    // The way back of z = s(x_z), g = a(x_h); h = (1 - z) h + z g
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 80);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 80);
                        {
                            Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow) + V128.LoadUnsafe(ref outputGradientRow));
                            Vec128 update = V128.LoadUnsafe(ref gatesNowRow);
                            Vec128 candidate = V128.LoadUnsafe(ref gatesNowRow, 4);
                            V128.StoreUnsafe(dh * (candidate - V128.LoadUnsafe(ref hPreviousRow)) * SigmoidGateSlope(update), ref gatesNowRow);
                            V128.StoreUnsafe(dh * update, ref gatesNowRow, 4);
                            V128.StoreUnsafe(dh * (V128.Create(1f) - update), ref hGradientRow);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Gates + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 15 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.MinGru_GatesKernel);
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
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.MinGru_GatesBias);
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
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.MinGru_Gates);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.MinGru_GatesKernelTransposed);
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
                                for (nuint j = 0; j < 8; j += 4)
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
        }
    }
}
