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
            /// <summary>GRU(17), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 51]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 12 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.Gru_Gates + row * 64);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                                    Vec c0a2 = V.LoadUnsafe(ref bias, 32);
                                    nuint w = 0;
                                    {
                                        Vec x0 = V.Create(x);
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a2);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a2);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a2);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projected);
                                        V.StoreUnsafe(c0a1, ref projected, 16);
                                        V.StoreUnsafe(c0a2, ref projected, 32);
                                    }
                                }
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel + 1 * 144);
                                    Vec c0a0 = V.LoadUnsafe(ref bias, 48);
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
                                        V.StoreUnsafe(c0a0, ref projected, 48);
                                    }
                                }
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + t * 32);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.Gru_Hidden + (t + 1) * 32);
                    ref float gatesNow = ref Unsafe.Add(ref work, OneBuffers.Gru_Gates);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref gatesNow) + V.LoadUnsafe(ref recurrentBias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        Vec c0a1 = V.LoadUnsafe(ref gatesNow, 16) + V.LoadUnsafe(ref recurrentBias, 16);
                        Vec c0a1_1 = Vec.Zero;
                        Vec c0a1_2 = Vec.Zero;
                        Vec c0a1_3 = Vec.Zero;
                        Vec c0a2 = V.LoadUnsafe(ref recurrentBias, 32);
                        Vec c0a2_1 = Vec.Zero;
                        Vec c0a2_2 = Vec.Zero;
                        Vec c0a2_3 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 160), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 176), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 192), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 208), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 224), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 5));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 240), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 256), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 272), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 6));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 288), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 304), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 320), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 7));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 336), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 352), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 368), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 384), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 400), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 416), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 432), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 448), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 464), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 10));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 480), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 496), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 512), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 11));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 528), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 544), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 560), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 12));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 576), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 592), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 608), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 13));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 624), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 640), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 656), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 14));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 672), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 688), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 704), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 15));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 720), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 736), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 752), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 768), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 784), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 800), c0a2);
                        }
                        c0a0 += c0a0_1;
                        c0a1 += c0a1_1;
                        c0a2 += c0a2_1;
                        c0a0 += c0a0_2;
                        c0a1 += c0a1_2;
                        c0a2 += c0a2_2;
                        c0a0 += c0a0_3;
                        c0a1 += c0a1_3;
                        c0a2 += c0a2_3;
                        {
                            Vec reset = SigmoidFraction(c0a1, out Vec resetBottom);
                            Vec ofReset = V.Create(0.5f) / resetBottom;
                            Vec argument = V.FusedMultiplyAdd(reset * c0a2, ofReset, V.LoadUnsafe(ref gatesNow, 32));
                            Vec previous = V.LoadUnsafe(ref hPrevious);
                            Vec update = SigmoidFraction(c0a0, out Vec updateBottom);
                            Vec candidate = TanhFraction(argument, out Vec candidateBottom);
                            Vec ofState = V.Create(0.5f) / (updateBottom * candidateBottom);
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, previous * candidateBottom, (V.Create(2f) * updateBottom - update) * candidate), ofState, V.Create(1E-15f)), ref hNext);
                        }
                    }
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent + 1 * 816);
                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 48)) + V.LoadUnsafe(ref recurrentBias, 48);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 5));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 6));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 7));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 10));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 160), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 11));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 176), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 12));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 192), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 13));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 208), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 14));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 224), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 15));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 240), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 256), c0a0);
                        }
                        c0a0 += c0a0_1;
                        c0a0 += c0a0_2;
                        c0a0 += c0a0_3;
                        {
                            Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                            Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                            Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                            Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                            Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                            Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref gatesNow, 56));
                            Vec128 previous = V128.LoadUnsafe(ref hPrevious, 16);
                            Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                            Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                            Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext, 16);
                        }
                    }
                }
            }

            /// <summary>GRU(17), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 51]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.Gru_Gates + row * 256);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c0a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c1a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c1a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c2a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c2a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                Vec c3a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c3a2 = V.LoadUnsafe(ref bias, 32);
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 48)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                        Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                        c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                        c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                        c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                    V.StoreUnsafe(c0a2, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 64);
                                    V.StoreUnsafe(c1a1, ref projected, 80);
                                    V.StoreUnsafe(c1a2, ref projected, 96);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 128);
                                    V.StoreUnsafe(c2a1, ref projected, 144);
                                    V.StoreUnsafe(c2a2, ref projected, 160);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 192);
                                    V.StoreUnsafe(c3a1, ref projected, 208);
                                    V.StoreUnsafe(c3a2, ref projected, 224);
                                }
                            }
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel + 1 * 144);
                                Vec c0a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c1a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c2a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c3a0 = V.LoadUnsafe(ref bias, 48);
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
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 112);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 176);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 240);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + t * 32);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.Gru_Hidden + (t + 1) * 32);
                    ref float gatesNow = ref Unsafe.Add(ref work, TileBuffers.Gru_Gates + at * 64);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float sums = ref Unsafe.Add(ref work, TileBuffers.Gru_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref gatesNow, ref recurrentBias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow, ref float recurrentBias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref gatesNow) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c0a1 = V.LoadUnsafe(ref gatesNow, 16) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c0a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c1a0 = V.LoadUnsafe(ref gatesNow, 256) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c1a1 = V.LoadUnsafe(ref gatesNow, 272) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c1a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c2a0 = V.LoadUnsafe(ref gatesNow, 512) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c2a1 = V.LoadUnsafe(ref gatesNow, 528) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c2a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref gatesNow, 768) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c3a1 = V.LoadUnsafe(ref gatesNow, 784) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c3a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 17; k++, w += 48)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                            Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                            c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                            c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 320));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                            c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 480));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                            c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                        V.StoreUnsafe(c0a1, ref sums, 16);
                                        V.StoreUnsafe(c0a2, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 64);
                                        V.StoreUnsafe(c1a1, ref sums, 80);
                                        V.StoreUnsafe(c1a2, ref sums, 96);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 128);
                                        V.StoreUnsafe(c2a1, ref sums, 144);
                                        V.StoreUnsafe(c2a2, ref sums, 160);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 192);
                                        V.StoreUnsafe(c3a1, ref sums, 208);
                                        V.StoreUnsafe(c3a2, ref sums, 224);
                                    }
                                }
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent + 1 * 816);
                                    Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 48)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c0a0_1 = Vec.Zero;
                                    Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 304)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c1a0_1 = Vec.Zero;
                                    Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 560)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c2a0_1 = Vec.Zero;
                                    Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 816)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c3a0_1 = Vec.Zero;
                                    nuint w = 0;
                                    for (nuint k = 0; k < 16; k += 2, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 320));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 480));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k + 1));
                                            c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 161));
                                            c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 321));
                                            c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 481));
                                            c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                        }
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref hPrevious, 176));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref hPrevious, 336));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref hPrevious, 496));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                    c0a0 += c0a0_1;
                                    c1a0 += c1a0_1;
                                    c2a0 += c2a0_1;
                                    c3a0 += c3a0_1;
                                    {
                                        V.StoreUnsafe(c0a0, ref sums, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 112);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 176);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 240);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 256);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 64);
                            {
                                Vec reset = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 16), out Vec resetBottom);
                                Vec ofReset = V.Create(0.5f) / resetBottom;
                                Vec argument = V.FusedMultiplyAdd(reset * V.LoadUnsafe(ref sumsRow, 32), ofReset, V.LoadUnsafe(ref gatesNowRow, 32));
                                V.StoreUnsafe(argument, ref sumsRow, 32);
                            }
                            {
                                Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 52), out Vec128 resetBottom);
                                Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 56), ofReset, V128.LoadUnsafe(ref gatesNowRow, 56));
                                V128.StoreUnsafe(argument, ref sumsRow, 56);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 160);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 160);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 64);
                            {
                                Vec argument = V.LoadUnsafe(ref sumsRow, 32);
                                Vec previous = V.LoadUnsafe(ref hPreviousRow);
                                Vec update = SigmoidFraction(V.LoadUnsafe(ref sumsRow), out Vec updateBottom);
                                Vec candidate = TanhFraction(argument, out Vec candidateBottom);
                                Vec ofState = V.Create(0.5f) / (updateBottom * candidateBottom);
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, previous * candidateBottom, (V.Create(2f) * updateBottom - update) * candidate), ofState, V.Create(1E-15f)), ref hNextRow);
                            }
                            {
                                Vec128 argument = V128.LoadUnsafe(ref sumsRow, 56);
                                Vec128 previous = V128.LoadUnsafe(ref hPreviousRow, 16);
                                Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 48), out Vec128 updateBottom);
                                Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow, 16);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(17), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // gates[t] = x[t] . kernel + bias: one step, [3] . [3 x 51]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 3);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.Gru_Gates + row * 64);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c0a2 = V.LoadUnsafe(ref bias, 32);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(x);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a2);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a2);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a2);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                    V.StoreUnsafe(c0a2, ref projected, 32);
                                }
                            }
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_GatesKernel + 1 * 144);
                                Vec c0a0 = V.LoadUnsafe(ref bias, 48);
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
                                    V.StoreUnsafe(c0a0, ref projected, 48);
                                }
                            }
                        }
                    }
                }

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + t * 32);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + (t + 1) * 32);
                    ref float gatesNow = ref Unsafe.Add(ref work, StreamBuffers.Gru_Gates + at * 64);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, InferenceWeights.Gru_RecurrentBias);
                    // z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref gatesNow) + V.LoadUnsafe(ref recurrentBias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        Vec c0a1 = V.LoadUnsafe(ref gatesNow, 16) + V.LoadUnsafe(ref recurrentBias, 16);
                        Vec c0a1_1 = Vec.Zero;
                        Vec c0a1_2 = Vec.Zero;
                        Vec c0a1_3 = Vec.Zero;
                        Vec c0a2 = V.LoadUnsafe(ref recurrentBias, 32);
                        Vec c0a2_1 = Vec.Zero;
                        Vec c0a2_2 = Vec.Zero;
                        Vec c0a2_3 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 160), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 176), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 192), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 208), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 224), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 5));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 240), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 256), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 272), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 6));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 288), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 304), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 320), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 7));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 336), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 352), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 368), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 384), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 400), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 416), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 432), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 448), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 464), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 10));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 480), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 496), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 512), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 11));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 528), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 544), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 560), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 12));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 576), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 592), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 608), c0a2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 13));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 624), c0a0_1);
                            c0a1_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 640), c0a1_1);
                            c0a2_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 656), c0a2_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 14));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 672), c0a0_2);
                            c0a1_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 688), c0a1_2);
                            c0a2_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 704), c0a2_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 15));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 720), c0a0_3);
                            c0a1_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 736), c0a1_3);
                            c0a2_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 752), c0a2_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 768), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 784), c0a1);
                            c0a2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 800), c0a2);
                        }
                        c0a0 += c0a0_1;
                        c0a1 += c0a1_1;
                        c0a2 += c0a2_1;
                        c0a0 += c0a0_2;
                        c0a1 += c0a1_2;
                        c0a2 += c0a2_2;
                        c0a0 += c0a0_3;
                        c0a1 += c0a1_3;
                        c0a2 += c0a2_3;
                        {
                            Vec reset = SigmoidFraction(c0a1, out Vec resetBottom);
                            Vec ofReset = V.Create(0.5f) / resetBottom;
                            Vec argument = V.FusedMultiplyAdd(reset * c0a2, ofReset, V.LoadUnsafe(ref gatesNow, 32));
                            Vec previous = V.LoadUnsafe(ref hPrevious);
                            Vec update = SigmoidFraction(c0a0, out Vec updateBottom);
                            Vec candidate = TanhFraction(argument, out Vec candidateBottom);
                            Vec ofState = V.Create(0.5f) / (updateBottom * candidateBottom);
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, previous * candidateBottom, (V.Create(2f) * updateBottom - update) * candidate), ofState, V.Create(1E-15f)), ref hNext);
                        }
                    }
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Gru_Recurrent + 1 * 816);
                        Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 48)) + V.LoadUnsafe(ref recurrentBias, 48);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 5));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 6));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 7));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 10));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 160), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 11));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 176), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 12));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 192), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 13));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 208), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 14));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 224), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 15));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 240), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 256), c0a0);
                        }
                        c0a0 += c0a0_1;
                        c0a0 += c0a0_2;
                        c0a0 += c0a0_3;
                        {
                            Vec128 gate0 = V256.GetLower(V.GetLower(c0a0));
                            Vec128 gate1 = V256.GetUpper(V.GetLower(c0a0));
                            Vec128 gate2 = V256.GetLower(V.GetUpper(c0a0));
                            Vec128 reset = SigmoidFraction(gate1, out Vec128 resetBottom);
                            Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                            Vec128 argument = V128.FusedMultiplyAdd(reset * gate2, ofReset, V128.LoadUnsafe(ref gatesNow, 56));
                            Vec128 previous = V128.LoadUnsafe(ref hPrevious, 16);
                            Vec128 update = SigmoidFraction(gate0, out Vec128 updateBottom);
                            Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                            Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                            V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNext, 16);
                        }
                    }
                }
                // The next step starts from the states of this one.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden + 32);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.Gru_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 32).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 32));
                }
            }

            /// <summary>GRU(17), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 51]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 256);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c0a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c1a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c1a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c2a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c2a2 = V.LoadUnsafe(ref bias, 32);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                Vec c3a1 = V.LoadUnsafe(ref bias, 16);
                                Vec c3a2 = V.LoadUnsafe(ref bias, 32);
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 48)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                        Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                        c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                        c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                        c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                    V.StoreUnsafe(c0a1, ref projected, 16);
                                    V.StoreUnsafe(c0a2, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 64);
                                    V.StoreUnsafe(c1a1, ref projected, 80);
                                    V.StoreUnsafe(c1a2, ref projected, 96);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 128);
                                    V.StoreUnsafe(c2a1, ref projected, 144);
                                    V.StoreUnsafe(c2a2, ref projected, 160);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 192);
                                    V.StoreUnsafe(c3a1, ref projected, 208);
                                    V.StoreUnsafe(c3a2, ref projected, 224);
                                }
                            }
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_GatesKernel + 1 * 144);
                                Vec c0a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c1a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c2a0 = V.LoadUnsafe(ref bias, 48);
                                Vec c3a0 = V.LoadUnsafe(ref bias, 48);
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
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 112);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 176);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 240);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 32);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + (t + 1) * 32);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 64);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentBias);
                    ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + at * 64);
                    ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentPart + at * 32);
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
                                    Vec c0a0 = V.LoadUnsafe(ref gatesNow) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c0a1 = V.LoadUnsafe(ref gatesNow, 16) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c0a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c1a0 = V.LoadUnsafe(ref gatesNow, 256) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c1a1 = V.LoadUnsafe(ref gatesNow, 272) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c1a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c2a0 = V.LoadUnsafe(ref gatesNow, 512) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c2a1 = V.LoadUnsafe(ref gatesNow, 528) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c2a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref gatesNow, 768) + V.LoadUnsafe(ref recurrentBias);
                                    Vec c3a1 = V.LoadUnsafe(ref gatesNow, 784) + V.LoadUnsafe(ref recurrentBias, 16);
                                    Vec c3a2 = V.LoadUnsafe(ref recurrentBias, 32);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 17; k++, w += 48)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                            Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                            c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                            c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 320));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                            c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 480));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                            c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                        V.StoreUnsafe(c0a1, ref sums, 16);
                                        V.StoreUnsafe(c0a2, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 64);
                                        V.StoreUnsafe(c1a1, ref sums, 80);
                                        V.StoreUnsafe(c1a2, ref sums, 96);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 128);
                                        V.StoreUnsafe(c2a1, ref sums, 144);
                                        V.StoreUnsafe(c2a2, ref sums, 160);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 192);
                                        V.StoreUnsafe(c3a1, ref sums, 208);
                                        V.StoreUnsafe(c3a2, ref sums, 224);
                                    }
                                }
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_Recurrent + 1 * 816);
                                    Vec c0a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 48)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c0a0_1 = Vec.Zero;
                                    Vec c1a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 304)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c1a0_1 = Vec.Zero;
                                    Vec c2a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 560)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c2a0_1 = Vec.Zero;
                                    Vec c3a0 = V256.ToVector512(V256.LoadUnsafe(ref gatesNow, 816)) + V.LoadUnsafe(ref recurrentBias, 48);
                                    Vec c3a0_1 = Vec.Zero;
                                    nuint w = 0;
                                    for (nuint k = 0; k < 16; k += 2, w += 32)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 320));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 480));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k + 1));
                                            c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 161));
                                            c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 321));
                                            c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 481));
                                            c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                        }
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 16));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref hPrevious, 176));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref hPrevious, 336));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref hPrevious, 496));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                    c0a0 += c0a0_1;
                                    c1a0 += c1a0_1;
                                    c2a0 += c2a0_1;
                                    c3a0 += c3a0_1;
                                    {
                                        V.StoreUnsafe(c0a0, ref sums, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 112);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 176);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 240);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 256);
                            ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 128);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 64);
                            {
                                Vec reset = SigmoidFraction(V.LoadUnsafe(ref sumsRow, 16), out Vec resetBottom);
                                Vec ofReset = V.Create(0.5f) / resetBottom;
                                Vec argument = V.FusedMultiplyAdd(reset * V.LoadUnsafe(ref sumsRow, 32), ofReset, V.LoadUnsafe(ref gatesNowRow, 32));
                                V.StoreUnsafe(reset * ofReset, ref gatesNowRow, 16);
                                V.StoreUnsafe(V.LoadUnsafe(ref sumsRow, 32), ref keptRecurrentPartRow);
                                V.StoreUnsafe(argument, ref sumsRow, 32);
                            }
                            {
                                Vec128 reset = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 52), out Vec128 resetBottom);
                                Vec128 ofReset = V128.Create(0.5f) / resetBottom;
                                Vec128 argument = V128.FusedMultiplyAdd(reset * V128.LoadUnsafe(ref sumsRow, 56), ofReset, V128.LoadUnsafe(ref gatesNowRow, 56));
                                V128.StoreUnsafe(reset * ofReset, ref gatesNowRow, 52);
                                V128.StoreUnsafe(V128.LoadUnsafe(ref sumsRow, 56), ref keptRecurrentPartRow, 16);
                                V128.StoreUnsafe(argument, ref sumsRow, 56);
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 160);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 160);
                            ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 256);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 64);
                            {
                                Vec argument = V.LoadUnsafe(ref sumsRow, 32);
                                Vec previous = V.LoadUnsafe(ref hPreviousRow);
                                Vec update = SigmoidFraction(V.LoadUnsafe(ref sumsRow), out Vec updateBottom);
                                Vec candidate = TanhFraction(argument, out Vec candidateBottom);
                                Vec ofState = V.Create(0.5f) / (updateBottom * candidateBottom);
                                V.StoreUnsafe(update * candidateBottom * ofState, ref gatesNowRow);
                                V.StoreUnsafe(candidate * (V.Create(2f) * updateBottom) * ofState, ref gatesNowRow, 32);
                                V.StoreUnsafe(V.FusedMultiplyAdd(V.FusedMultiplyAdd(update, previous * candidateBottom, (V.Create(2f) * updateBottom - update) * candidate), ofState, V.Create(1E-15f)), ref hNextRow);
                            }
                            {
                                Vec128 argument = V128.LoadUnsafe(ref sumsRow, 56);
                                Vec128 previous = V128.LoadUnsafe(ref hPreviousRow, 16);
                                Vec128 update = SigmoidFraction(V128.LoadUnsafe(ref sumsRow, 48), out Vec128 updateBottom);
                                Vec128 candidate = TanhFraction(argument, out Vec128 candidateBottom);
                                Vec128 ofState = V128.Create(0.5f) / (updateBottom * candidateBottom);
                                V128.StoreUnsafe(update * candidateBottom * ofState, ref gatesNowRow, 48);
                                V128.StoreUnsafe(candidate * (V128.Create(2f) * updateBottom) * ofState, ref gatesNowRow, 56);
                                V128.StoreUnsafe(V128.FusedMultiplyAdd(V128.FusedMultiplyAdd(update, previous * candidateBottom, (V128.Create(2f) * updateBottom - update) * candidate), ofState, V128.Create(1E-15f)), ref hNextRow, 16);
                            }
                        }
                    }
                }
            }

            /// <summary>GRU(17), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gru_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                    MemoryMarshal.CreateSpan(ref start, 128).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_HiddenGradient);
                for (int t = 3; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + t * 32);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Gru_OutputGradient + t * 32);
                    ref float gatesNow = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + at * 64);
                    ref float recurrentBias = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentBias);
                    ref float recurrentGates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + at * 64);
                    ref float keptRecurrentPart = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentPart + at * 32);
                    // The way back of z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 32);
                        ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 160);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 128);
                        ref float gatesNowRow = ref Unsafe.Add(ref gatesNow, r * 256);
                        ref float recurrentGatesRow = ref Unsafe.Add(ref recurrentGates, r * 256);
                        ref float keptRecurrentPartRow = ref Unsafe.Add(ref keptRecurrentPart, r * 128);
                        {
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow) + V.LoadUnsafe(ref outputGradientRow));
                            Vec update = V.LoadUnsafe(ref gatesNowRow);
                            Vec reset = V.LoadUnsafe(ref gatesNowRow, 16);
                            Vec candidate = V.LoadUnsafe(ref gatesNowRow, 32);
                            Vec dCandidate = dh * (V.Create(1f) - update) * TanhGateSlope(candidate);
                            Vec dUpdate = dh * (V.LoadUnsafe(ref hPreviousRow) - candidate) * SigmoidGateSlope(update);
                            Vec dReset = dCandidate * V.LoadUnsafe(ref keptRecurrentPartRow) * SigmoidGateSlope(reset);
                            V.StoreUnsafe(dUpdate, ref gatesNowRow);
                            V.StoreUnsafe(dReset, ref gatesNowRow, 16);
                            V.StoreUnsafe(dCandidate, ref gatesNowRow, 32);
                            V.StoreUnsafe(dUpdate, ref recurrentGatesRow);
                            V.StoreUnsafe(dReset, ref recurrentGatesRow, 16);
                            V.StoreUnsafe(dCandidate * reset, ref recurrentGatesRow, 32);
                            V.StoreUnsafe(dh * update, ref hGradientRow);
                        }
                        {
                            Vec128 dh = FlushTiny(V128.LoadUnsafe(ref hGradientRow, 16) + V128.LoadUnsafe(ref outputGradientRow, 16));
                            Vec128 update = V128.LoadUnsafe(ref gatesNowRow, 48);
                            Vec128 reset = V128.LoadUnsafe(ref gatesNowRow, 52);
                            Vec128 candidate = V128.LoadUnsafe(ref gatesNowRow, 56);
                            Vec128 dCandidate = dh * (V128.Create(1f) - update) * TanhGateSlope(candidate);
                            Vec128 dUpdate = dh * (V128.LoadUnsafe(ref hPreviousRow, 16) - candidate) * SigmoidGateSlope(update);
                            Vec128 dReset = dCandidate * V128.LoadUnsafe(ref keptRecurrentPartRow, 16) * SigmoidGateSlope(reset);
                            V128.StoreUnsafe(dUpdate, ref gatesNowRow, 48);
                            V128.StoreUnsafe(dReset, ref gatesNowRow, 52);
                            V128.StoreUnsafe(dCandidate, ref gatesNowRow, 56);
                            V128.StoreUnsafe(dUpdate, ref recurrentGatesRow, 48);
                            V128.StoreUnsafe(dReset, ref recurrentGatesRow, 52);
                            V128.StoreUnsafe(dCandidate * reset, ref recurrentGatesRow, 56);
                            V128.StoreUnsafe(dh * update, ref hGradientRow, 16);
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gru_RecurrentTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c0a1 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c1a1 = V.LoadUnsafe(ref hGradient, 48);
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 64);
                        Vec c2a1 = V.LoadUnsafe(ref hGradient, 80);
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 96);
                        Vec c3a1 = V.LoadUnsafe(ref hGradient, 112);
                        nuint w = 0;
                        for (nuint k = 0; k < 48; k++, w += 32)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 256));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 512));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 768));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                            }
                        }
                        for (nuint j = 48; j < 60; j += 4)
                        {
                            for (nuint k = j; k < j + 1; k++, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref recurrentGates, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    Vec x1 = V.Create(Unsafe.Add(ref recurrentGates, k + 256));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    Vec x2 = V.Create(Unsafe.Add(ref recurrentGates, k + 512));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                    Vec x3 = V.Create(Unsafe.Add(ref recurrentGates, k + 768));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                }
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref hGradient);
                            V.StoreUnsafe(c0a1, ref hGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref hGradient, 32);
                            V.StoreUnsafe(c1a1, ref hGradient, 48);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref hGradient, 64);
                            V.StoreUnsafe(c2a1, ref hGradient, 80);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref hGradient, 96);
                            V.StoreUnsafe(c3a1, ref hGradient, 112);
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
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.Gru_Hidden + row * 160 + first * 32);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + row * 256 + first * 64);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_Recurrent);
                                nuint w = 0;
                                for (nuint k = 0; k < 14; k += 7, w += 336)
                                {
                                    nuint left = k, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    Vec c0a2 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c1a1 = Vec.Zero;
                                    Vec c1a2 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c2a1 = Vec.Zero;
                                    Vec c2a2 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c3a1 = Vec.Zero;
                                    Vec c3a2 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    Vec c4a1 = Vec.Zero;
                                    Vec c4a2 = Vec.Zero;
                                    Vec c5a0 = Vec.Zero;
                                    Vec c5a1 = Vec.Zero;
                                    Vec c5a2 = Vec.Zero;
                                    Vec c6a0 = Vec.Zero;
                                    Vec c6a1 = Vec.Zero;
                                    Vec c6a2 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 32, right += 64)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec d1 = V.LoadUnsafe(ref gates, right + 16);
                                        Vec d2 = V.LoadUnsafe(ref gates, right + 32);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                                        Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                        c1a2 = V.FusedMultiplyAdd(x1, d2, c1a2);
                                        Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                        c2a2 = V.FusedMultiplyAdd(x2, d2, c2a2);
                                        Vec x3 = V.Create(Unsafe.Add(ref states, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                        c3a1 = V.FusedMultiplyAdd(x3, d1, c3a1);
                                        c3a2 = V.FusedMultiplyAdd(x3, d2, c3a2);
                                        Vec x4 = V.Create(Unsafe.Add(ref states, left + 4));
                                        c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                        c4a1 = V.FusedMultiplyAdd(x4, d1, c4a1);
                                        c4a2 = V.FusedMultiplyAdd(x4, d2, c4a2);
                                        Vec x5 = V.Create(Unsafe.Add(ref states, left + 5));
                                        c5a0 = V.FusedMultiplyAdd(x5, d0, c5a0);
                                        c5a1 = V.FusedMultiplyAdd(x5, d1, c5a1);
                                        c5a2 = V.FusedMultiplyAdd(x5, d2, c5a2);
                                        Vec x6 = V.Create(Unsafe.Add(ref states, left + 6));
                                        c6a0 = V.FusedMultiplyAdd(x6, d0, c6a0);
                                        c6a1 = V.FusedMultiplyAdd(x6, d1, c6a1);
                                        c6a2 = V.FusedMultiplyAdd(x6, d2, c6a2);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c0a2 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                    V.StoreUnsafe(c1a2 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 96), ref g, w + 96);
                                    V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 112), ref g, w + 112);
                                    V.StoreUnsafe(c2a2 + V.LoadUnsafe(ref g, w + 128), ref g, w + 128);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 144), ref g, w + 144);
                                    V.StoreUnsafe(c3a1 + V.LoadUnsafe(ref g, w + 160), ref g, w + 160);
                                    V.StoreUnsafe(c3a2 + V.LoadUnsafe(ref g, w + 176), ref g, w + 176);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 192), ref g, w + 192);
                                    V.StoreUnsafe(c4a1 + V.LoadUnsafe(ref g, w + 208), ref g, w + 208);
                                    V.StoreUnsafe(c4a2 + V.LoadUnsafe(ref g, w + 224), ref g, w + 224);
                                    V.StoreUnsafe(c5a0 + V.LoadUnsafe(ref g, w + 240), ref g, w + 240);
                                    V.StoreUnsafe(c5a1 + V.LoadUnsafe(ref g, w + 256), ref g, w + 256);
                                    V.StoreUnsafe(c5a2 + V.LoadUnsafe(ref g, w + 272), ref g, w + 272);
                                    V.StoreUnsafe(c6a0 + V.LoadUnsafe(ref g, w + 288), ref g, w + 288);
                                    V.StoreUnsafe(c6a1 + V.LoadUnsafe(ref g, w + 304), ref g, w + 304);
                                    V.StoreUnsafe(c6a2 + V.LoadUnsafe(ref g, w + 320), ref g, w + 320);
                                }
                                {
                                    nuint left = 14, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    Vec c0a2 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c1a1 = Vec.Zero;
                                    Vec c1a2 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c2a1 = Vec.Zero;
                                    Vec c2a2 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 32, right += 64)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec d1 = V.LoadUnsafe(ref gates, right + 16);
                                        Vec d2 = V.LoadUnsafe(ref gates, right + 32);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                                        Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                        c1a2 = V.FusedMultiplyAdd(x1, d2, c1a2);
                                        Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                        c2a2 = V.FusedMultiplyAdd(x2, d2, c2a2);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c0a2 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                    V.StoreUnsafe(c1a2 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 96), ref g, w + 96);
                                    V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 112), ref g, w + 112);
                                    V.StoreUnsafe(c2a2 + V.LoadUnsafe(ref g, w + 128), ref g, w + 128);
                                }
                                w += 144;
                            }
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_Recurrent + 816);
                                nuint w = 0;
                                for (nuint k = 0; k < 16; k += 8, w += 128)
                                {
                                    nuint left = k, right = 48;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    Vec c5a0 = Vec.Zero;
                                    Vec c6a0 = Vec.Zero;
                                    Vec c7a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 32, right += 64)
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
                                        Vec x5 = V.Create(Unsafe.Add(ref states, left + 5));
                                        c5a0 = V.FusedMultiplyAdd(x5, d0, c5a0);
                                        Vec x6 = V.Create(Unsafe.Add(ref states, left + 6));
                                        c6a0 = V.FusedMultiplyAdd(x6, d0, c6a0);
                                        Vec x7 = V.Create(Unsafe.Add(ref states, left + 7));
                                        c7a0 = V.FusedMultiplyAdd(x7, d0, c7a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                    V.StoreUnsafe(c5a0 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                    V.StoreUnsafe(c6a0 + V.LoadUnsafe(ref g, w + 96), ref g, w + 96);
                                    V.StoreUnsafe(c7a0 + V.LoadUnsafe(ref g, w + 112), ref g, w + 112);
                                }
                                {
                                    nuint left = 16, right = 48;
                                    Vec c0a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 32, right += 64)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                }
                                w += 16;
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_RecurrentGates + row * 256 + first * 64);
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gru_RecurrentBias);
                            {
                                Vec sum0 = Vec.Zero;
                                Vec sum1 = Vec.Zero;
                                Vec sum2 = Vec.Zero;
                                Vec sum3 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 64)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                    sum1 += V.LoadUnsafe(ref gates, right + 16);
                                    sum2 += V.LoadUnsafe(ref gates, right + 32);
                                    sum3 += V.LoadUnsafe(ref gates, right + 48);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                V.StoreUnsafe(sum1 + V.LoadUnsafe(ref biasGradient, 16), ref biasGradient, 16);
                                V.StoreUnsafe(sum2 + V.LoadUnsafe(ref biasGradient, 32), ref biasGradient, 32);
                                V.StoreUnsafe(sum3 + V.LoadUnsafe(ref biasGradient, 48), ref biasGradient, 48);
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.Gru_Gates + row * 256 + first * 64);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 12 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c0a1 = Vec.Zero;
                                    Vec c0a2 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c1a1 = Vec.Zero;
                                    Vec c1a2 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c2a1 = Vec.Zero;
                                    Vec c2a2 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 3, right += 64)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec d1 = V.LoadUnsafe(ref gates, right + 16);
                                        Vec d2 = V.LoadUnsafe(ref gates, right + 32);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                        c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                        c1a2 = V.FusedMultiplyAdd(x1, d2, c1a2);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                        c2a2 = V.FusedMultiplyAdd(x2, d2, c2a2);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c0a2 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                    V.StoreUnsafe(c1a2 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 96), ref g, w + 96);
                                    V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 112), ref g, w + 112);
                                    V.StoreUnsafe(c2a2 + V.LoadUnsafe(ref g, w + 128), ref g, w + 128);
                                }
                                w += 144;
                            }
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gru_GatesKernel + 144);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 48;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 3, right += 64)
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
                                Vec sum1 = Vec.Zero;
                                Vec sum2 = Vec.Zero;
                                Vec sum3 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 64)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                    sum1 += V.LoadUnsafe(ref gates, right + 16);
                                    sum2 += V.LoadUnsafe(ref gates, right + 32);
                                    sum3 += V.LoadUnsafe(ref gates, right + 48);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                                V.StoreUnsafe(sum1 + V.LoadUnsafe(ref biasGradient, 16), ref biasGradient, 16);
                                V.StoreUnsafe(sum2 + V.LoadUnsafe(ref biasGradient, 32), ref biasGradient, 32);
                                V.StoreUnsafe(sum3 + V.LoadUnsafe(ref biasGradient, 48), ref biasGradient, 48);
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
                                for (nuint k = 0; k < 48; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 128));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 192));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 256));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref a, k + 320));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        Vec x6 = V.Create(Unsafe.Add(ref a, k + 384));
                                        c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                        Vec x7 = V.Create(Unsafe.Add(ref a, k + 448));
                                        c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                    }
                                }
                                for (nuint j = 48; j < 60; j += 4)
                                {
                                    for (nuint k = j; k < j + 1; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref a, k + 64));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref a, k + 128));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref a, k + 192));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            Vec x4 = V.Create(Unsafe.Add(ref a, k + 256));
                                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                            Vec x5 = V.Create(Unsafe.Add(ref a, k + 320));
                                            c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                            Vec x6 = V.Create(Unsafe.Add(ref a, k + 384));
                                            c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                            Vec x7 = V.Create(Unsafe.Add(ref a, k + 448));
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
                                a = ref Unsafe.Add(ref a, 512);
                                targetRow = ref Unsafe.Add(ref targetRow, 128);
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
            private static Vec SigmoidFraction(Vec x, out Vec bottom)
            {
                Vec p = FractionOfTanh(V.FusedMultiplyAdd(x, V.Create(0.5f), V.Create(1e-18f)), out Vec limited, out bottom);
                return V.FusedMultiplyAdd(p, limited, bottom);
            }

            /// <summary>Twice 1 / (1 + e^-x) = 1 + tanh(x / 2) as a fraction: the division halves it. The addend keeps half of a tiny x from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec128 SigmoidFraction(Vec128 x, out Vec128 bottom)
            {
                Vec128 p = FractionOfTanh(V128.FusedMultiplyAdd(x, V128.Create(0.5f), V128.Create(1e-18f)), out Vec128 limited, out bottom);
                return V128.FusedMultiplyAdd(p, limited, bottom);
            }

            /// <summary>The derivative of a sigmoid gate from its value, y (1 - y); zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec SigmoidGateSlope(Vec y)
            {
                Vec slope = y * (V.Create(1f) - y);
                return V.ConditionalSelect(V.LessThan(slope, V.Create(5e-7f)), Vec.Zero, slope);
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
            private static Vec TanhGateSlope(Vec y)
            {
                Vec slope = V.FusedMultiplyAdd(-y, y, V.Create(1f));
                return V.ConditionalSelect(V.LessThan(slope, V.Create(1e-6f)), Vec.Zero, slope);
            }

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
