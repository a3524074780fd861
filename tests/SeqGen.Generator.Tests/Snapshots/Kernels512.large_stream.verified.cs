public static void SimpleRnn1_EarlyStream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // h.U
                ref float hPrevious = ref Place.At(ref work, StreamBuffers.SimpleRnn1_Hidden);
                ref float earlySums = ref Place.At(ref work, StreamBuffers.SimpleRnn1_RecurrentSums);
                for (ulong p = 0; p < 4; p += 2)
                {
                    ref float b = ref Place.Row(ref packed, p, 16384, InferenceWeights.SimpleRnn1_Recurrent);
                    Vec c0a0 = Vec.Zero;
                    Vec c0a1 = Vec.Zero;
                    Vec c0a2 = Vec.Zero;
                    Vec c0a3 = Vec.Zero;
                    Vec c0b0 = Vec.Zero;
                    Vec c0b1 = Vec.Zero;
                    Vec c0b2 = Vec.Zero;
                    Vec c0b3 = Vec.Zero;
                    ulong w = 0;
                    for (ulong k = 0; k < 256; k++, w += 64)
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, k));
                        c0a0 = V.FusedMultiplyAdd(x0, F.Load(ref b, w), c0a0);
                        c0a1 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 16), c0a1);
                        c0a2 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 32), c0a2);
                        c0a3 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 48), c0a3);
                        c0b0 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 16384), c0b0);
                        c0b1 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 16400), c0b1);
                        c0b2 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 16416), c0b2);
                        c0b3 = V.FusedMultiplyAdd(x0, F.Load(ref b, w, 16432), c0b3);
                    }
                    F.Store(c0a0, ref earlySums, p * 64);
                    F.Store(c0a1, ref earlySums, p * 64, 16);
                    F.Store(c0a2, ref earlySums, p * 64, 32);
                    F.Store(c0a3, ref earlySums, p * 64, 48);
                    F.Store(c0b0, ref earlySums, p * 64, 64);
                    F.Store(c0b1, ref earlySums, p * 64, 80);
                    F.Store(c0b2, ref earlySums, p * 64, 96);
                    F.Store(c0b3, ref earlySums, p * 64, 112);
                }
            }
